import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';

/** The parts of a record that may be about a person. Each can be erased alone, and the chain still holds. */
export const auditPartNames = ['actor', 'source', 'target', 'before', 'after'] as const;
export type AuditPartName = (typeof auditPartNames)[number];

const Hash = z.string().regex(/^[0-9a-f]{64}$/);
const PartName = z.enum(auditPartNames);

/**
 * One link of an organization's chain. `hash` covers every other field, so it covers the one before by `prevHash` and the
 * parts by their digests. How exactly: docs/decisions/0007-audit-chain.md.
 */
export const ChainRecord = z.object({
  version: z.literal(1),
  seq: z.number().int().min(1),
  id: z.string(),
  at: z.string().describe('When the act was done.'),
  /** Its place in the order of time: `at`, or that of the record before it where that is later. */
  loggedAt: z.string(),
  action: z.string(),
  outcome: z.enum(['success', 'failure']),
  requestId: z.string(),
  digests: z.partialRecord(PartName, Hash),
  prevHash: Hash,
  hash: Hash,
});
export type ChainRecord = z.infer<typeof ChainRecord>;

export const AuditPart = z.union([
  z.strictObject({ salt: z.string(), value: z.record(z.string(), z.json()) }),
  z.strictObject({ isErased: z.literal(true) }),
]);
export type AuditPart = z.infer<typeof AuditPart>;

const partShape = {
  actor: AuditPart.optional(),
  source: AuditPart.optional(),
  target: AuditPart.optional(),
  before: AuditPart.optional(),
  after: AuditPart.optional(),
} satisfies Record<AuditPartName, z.ZodType>;

export const AuditParts = z.object(partShape);
export type AuditParts = z.infer<typeof AuditParts>;

/** A record with its parts, as an export has it on one line. Strict, so that nothing stands there that the hash does not cover. */
export const AuditLine = z.strictObject({ ...ChainRecord.shape, parts: z.strictObject(partShape) });
export type AuditLine = z.infer<typeof AuditLine>;

/** RFC 8785 for data that is JSON already: no white space, names sorted by UTF-16 code units, numbers as ECMAScript has them. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`);
  return `{${members.join(',')}}`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What the first record of an organization follows. */
export function firstPrevHash(orgId: string): string {
  return sha256(orgId);
}

export function recordHash(record: Omit<ChainRecord, 'hash'>): string {
  const { version, seq, id, at, loggedAt, action, outcome, requestId, digests, prevHash } = record;
  return sha256(canonical({ version, seq, id, at, loggedAt, action, outcome, requestId, digests, prevHash }));
}

/** The name is in it, so that parts cannot change places; the salt keeps short values like addresses from being guessed. */
export function partDigest(name: AuditPartName, part: { salt: string; value: unknown }): string {
  return sha256(canonical([name, part.salt, part.value]));
}

/** 128 random bits for each part. */
export function saltedPart(value: Record<string, z.core.util.JSONType>): { salt: string; value: typeof value } {
  return { salt: randomBytes(16).toString('base64url'), value };
}

export interface ChainEnds {
  /** What the first record must follow, known from the chain's beginning or from what was kept when older ones expired. */
  readonly start?: { readonly seq: number; readonly prevHash: string };
  /** The newest record that is known to exist. */
  readonly head?: { readonly seq: number; readonly hash: string };
}

export type ChainVerdict =
  | { readonly isIntact: true; readonly erasedParts: number }
  | { readonly isIntact: false; readonly brokenAt: number; readonly reason: string };

/**
 * Proves that nothing was changed, moved, put in between or taken away between the two ends, or says where it was and how.
 * Without `start` the first record is believed, without `head` the last one is.
 */
export function verifyChain(records: readonly AuditLine[], { start, head }: ChainEnds): ChainVerdict {
  let seq = start?.seq ?? records[0]?.seq ?? 1;
  let prevHash = start?.prevHash ?? records[0]?.prevHash ?? '';
  let erasedParts = 0;
  for (const record of records) {
    const reason = linkFault(record, seq, prevHash) ?? partsFault(record);
    if (reason) return { isIntact: false, brokenAt: Math.min(seq, record.seq), reason };
    erasedParts += Object.values(record.parts).filter((part) => part && 'isErased' in part).length;
    prevHash = record.hash;
    seq += 1;
  }
  return (head && headFault(head, seq - 1, prevHash)) ?? { isIntact: true, erasedParts };
}

function linkFault(record: AuditLine, seq: number, prevHash: string): string | undefined {
  if (record.seq > seq) return `Record ${seq} is missing.`;
  if (record.seq < seq) return `Record ${record.seq} is not in its place.`;
  if (record.prevHash !== prevHash) return `Record ${seq} does not follow the one before it.`;
  return record.hash === recordHash(record) ? undefined : `Record ${seq} was changed.`;
}

function partsFault({ seq, digests, parts }: AuditLine): string | undefined {
  for (const name of auditPartNames) {
    const [digest, part] = [digests[name], parts[name]];
    if (digest === undefined && part === undefined) continue;
    if (digest === undefined) return `The part "${name}" was added to record ${seq}.`;
    if (part === undefined) return `The part "${name}" of record ${seq} is missing.`;
    if (!('isErased' in part) && partDigest(name, part) !== digest) {
      return `The part "${name}" of record ${seq} was changed.`;
    }
  }
  return undefined;
}

function headFault(head: { seq: number; hash: string }, lastSeq: number, lastHash: string): ChainVerdict | undefined {
  const brokenAt = head.seq === lastSeq ? lastSeq : Math.min(head.seq, lastSeq) + 1;
  const broken = (reason: string) => ({ isIntact: false, brokenAt, reason }) as const;
  if (head.seq > lastSeq) return broken(`Records after ${lastSeq} are missing: the head is ${head.seq}.`);
  if (head.seq < lastSeq) return broken(`There are records after the head, which is ${head.seq}.`);
  return head.hash === lastHash ? undefined : broken(`The head is not the hash of record ${lastSeq}.`);
}
