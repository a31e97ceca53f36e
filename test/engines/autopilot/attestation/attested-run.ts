import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import {
  type Envelope,
  keySigner,
  type Signer,
  signStatement,
} from '../../../../engines/autopilot/attestation/envelope.ts';
import {
  firstPrevious,
  type RunPredicate,
  type RunStatement,
  statementDigest,
  statementOf,
} from '../../../../engines/autopilot/attestation/statement.ts';
import { sha256Of } from '../../../../engines/autopilot/attestation/tree-digest.ts';
import { defaultSettings } from '../../../../engines/autopilot/gates/settings.ts';
import { metricsWith } from '../metrics-with.ts';

const ed25519 = generateKeyPairSync('ed25519');
const p256 = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });

export const trees = { before: sha256Of('before'), after: sha256Of('after') };
export const signers = { ed: keySigner('ed', ed25519.privateKey), es: keySigner('es', p256.privateKey) };
export const jwkOf = (key: KeyObject, kid: string) => ({ ...key.export({ format: 'jwk' }), kid });
export const jwks = {
  keys: [
    { ...jwkOf(ed25519.publicKey, 'ed'), use: 'sig', alg: 'EdDSA' },
    { ...jwkOf(p256.publicKey, 'es'), use: 'sig', alg: 'ES256' },
  ],
};

/** The first run of `prj_1`, but for what is given. */
export function predicateWith(some: Partial<RunPredicate> = {}): RunPredicate {
  const projectId = some.projectId ?? 'prj_1';
  return {
    ...{ runId: 'run_1', projectId, sequence: 1, previous: { sha256: firstPrevious(projectId) } },
    ...{ startedAt: '2026-03-01T00:00:00.000Z', completedAt: '2026-03-01T00:00:09.000Z' },
    findings: [{ id: 'iss_1', ruleId: 'no-var', file: 'src/a.ts', recipeId: 'prefer-const' }],
    recipes: [{ id: 'prefer-const', version: '1.0.0', digest: { sha256: sha256Of('recipe') } }],
    metrics: { before: metricsWith({ lint: 1, totalIssues: 1 }), after: metricsWith({}) },
    gates: [{ gate: 'no-rise:typescript', limit: 0, actual: 0, passed: true }],
    budget: { limits: defaultSettings.budget, spent: { recipes: 1, files: 1, totalLines: 2 } },
    approval: { kind: 'not-needed', recipes: [] },
    patch: { sha256: sha256Of('patch') },
    ...some,
  };
}

export const statementWith = (some: Partial<RunPredicate> = {}) => statementOf(trees, predicateWith(some));

/** Runs that follow each other, each with its envelope. */
export async function chainOf(
  length: number,
  { signer = signers.ed, after, name = 'run' }: { signer?: Signer; after?: RunStatement; name?: string } = {},
): Promise<{ statement: RunStatement; envelope: Envelope }[]> {
  const chain: { statement: RunStatement; envelope: Envelope }[] = [];
  let previous = after;
  for (let count = 0; count < length; count += 1) {
    const sequence = (previous?.predicate.sequence ?? 0) + 1;
    const link = previous && { previous: { sha256: statementDigest(previous) } };
    const statement = statementWith({ runId: `${name}_${sequence}`, sequence, ...link });
    chain.push({ statement, envelope: await signStatement(statement, signer) });
    previous = statement;
  }
  return chain;
}
