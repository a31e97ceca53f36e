import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AttestationError } from '../engines/autopilot/attestation/attestation-error.ts';
import { isPartOfTree, sha256Of, type TreeEntry, treeDigest } from '../engines/autopilot/attestation/tree-digest.ts';
import { verifyChain } from '../engines/autopilot/attestation/verify-chain.ts';
import type { VerifiedAttestation } from '../engines/autopilot/attestation/verify-envelope.ts';

export interface AttestationCheck {
  /** What the files hold: an envelope, a list of them, or one on each line. */
  readonly texts: readonly string[];
  /** A JWK Set, kept from a time when it was trusted. */
  readonly jwks: unknown;
  readonly projectId?: string;
  /** A folder that must be what the last run began with, or ended with. */
  readonly tree?: { readonly folder: string; readonly is: 'before' | 'after' };
  readonly patch?: Uint8Array;
}

export interface AttestationVerdict {
  readonly isVerified: boolean;
  /** For a person. */
  readonly lines: readonly string[];
}

/** Verifies without asking the platform. Throws for what cannot be read, which is no verdict. */
export async function verifyAttestations(check: AttestationCheck): Promise<AttestationVerdict> {
  const envelopes = check.texts.flatMap(envelopesIn);
  if (envelopes.length === 0) throw new Error('There is no envelope in it.');
  const tree = check.tree && { [check.tree.is]: await folderDigest(check.tree.folder) };
  try {
    const chain = verifyChain(envelopes, check.jwks, {
      ...tree,
      ...(check.patch && { patch: sha256Of(check.patch) }),
    });
    const stranger = chain.find(
      ({ statement }) => statement.predicate.projectId !== (check.projectId ?? statement.predicate.projectId),
    );
    if (stranger) return refused('broken-link', `It is of ${stranger.statement.predicate.projectId}.`);
    return { isVerified: true, lines: [...proven(chain, check), '', ...notProven(chain, check)] };
  } catch (error) {
    if (error instanceof AttestationError) return refused(error.fault, error.message);
    throw error;
  }
}

function refused(fault: string, message: string): AttestationVerdict {
  return { isVerified: false, lines: [`NOT VERIFIED (${fault}): ${message}`] };
}

function proven(chain: readonly VerifiedAttestation[], { tree, patch }: AttestationCheck): string[] {
  const last = chain.at(-1);
  if (!last) return [];
  const { runId, projectId, sequence, metrics, gates, recipes } = last.statement.predicate;
  const failed = gates.filter(({ passed }) => !passed).map(({ gate }) => gate);
  const first = chain[0]?.statement.predicate.sequence ?? sequence;
  return [
    'VERIFIED. This is proven:',
    `- Run ${runId} of ${projectId} is attested as number ${sequence}, signed with the key ${last.keyId}, and not altered since.`,
    ...(chain.length > 1
      ? [`- Attestations ${first} to ${sequence} follow each other; none is missing or replaced.`]
      : []),
    ...(first === 1 ? ['- The first of them is the first of the project.'] : []),
    `- Recipes that were applied: ${recipes.map(({ id, version }) => `${id}@${version}`).join(', ') || 'none'}.`,
    `- Issues by our measure: ${metrics.before.totalIssues} before, ${metrics.after.totalIssues} after.`,
    `- ${gates.length - failed.length} of ${gates.length} gates passed${failed.length > 0 ? `; not: ${failed.join(', ')}` : ''}.`,
    ...(tree ? [`- The folder given is, byte for byte, the tree ${tree.is} the run.`] : []),
    ...(patch ? ['- The patch given is the one of the run.'] : []),
  ];
}

function notProven(chain: readonly VerifiedAttestation[], { tree, patch }: AttestationCheck): string[] {
  const first = chain[0]?.statement.predicate.sequence;
  return [
    'This is not:',
    '- That the code is free of faults: what is attested is what our detectors and gates said.',
    '- That the keys are ours: take them from us once, over a way that you trust, and keep them.',
    '- That no later attestation exists.',
    ...(first === 1 ? [] : ['- What came before the first of them.']),
    ...(tree
      ? ['- Permissions of files, links, empty folders, and what is in .git.']
      : ['- Anything about files that you have: --tree compares a folder.']),
    ...(patch ? [] : ['- Anything about a patch that you have: --patch compares it.']),
  ];
}

function envelopesIn(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [value];
  } catch {
    // Not one value: then one on each line.
    return text.split('\n').flatMap((line, at) => (line.trim() === '' ? [] : [lineOf(line, at + 1)]));
  }
}

function lineOf(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new Error(`Line ${number} is not JSON.`, { cause });
  }
}

/** Of the regular files of a folder. */
async function folderDigest(folder: string): Promise<string> {
  const entries: TreeEntry[] = [];
  for await (const path of filesOf(folder, '')) entries.push({ path, sha256: await fileDigest(join(folder, path)) });
  return treeDigest(entries);
}

async function* filesOf(root: string, folder: string): AsyncGenerator<string> {
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (!isPartOfTree(path)) continue;
    if (entry.isDirectory()) yield* filesOf(root, path);
    else if (entry.isFile()) yield path;
  }
}

async function fileDigest(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}
