import { type ChainVerdict, firstPrevHash, verifyChain } from '../../../shared/audit-chain.ts';
import type { Context } from '../../../shared/context.ts';
import type { AuditHead, AuditStart, StoredLine } from './audit.ts';
import { chainOrganization } from './chain-organization.ts';
import { chainedBeforeRead } from './list-audit-log.ts';
import type { AuditStore } from './store.ts';

type Head = Pick<AuditHead, 'seq' | 'hash'>;

/** What one request verifies in about a second; the next one goes on from there. */
const maxRecords = 2_000;

export interface Verification {
  readonly isIntact: boolean;
  readonly records: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly headHash: string;
  readonly erasedParts?: number;
  readonly brokenAt?: number;
  readonly reason?: string;
  readonly nextSeq?: number;
}

/**
 * Recomputes the caller's chain from what is stored. `expect` is a head that the caller noted down or has our signature for:
 * a chain that was rewritten as a whole does not contain it.
 */
export async function verifyAuditLog(call: {
  ctx: Context;
  deps: { audit: AuditStore };
  input: { fromSeq?: number; expect?: { seq: number; hash: string } };
}): Promise<Verification> {
  const { ctx, deps, input } = call;
  const { orgId } = ctx;
  await chainOrganization({ deps, input: { orgId, limit: chainedBeforeRead } });
  const { head = noHead(orgId), start = { seq: 1, prevHash: firstPrevHash(orgId) } } = await deps.audit.ends(orgId);
  const fromSeq = Math.min(Math.max(input.fromSeq ?? 0, start.seq), Math.max(head.seq, start.seq));
  const stored = await settled(deps.audit, orgId, head, await deps.audit.linesFrom(orgId, fromSeq, maxRecords + 1));
  const lines = stored.slice(0, maxRecords).map(({ line }) => line);
  const isLast = lines.length === stored.length;
  const from = fromSeq === start.seq ? start : { seq: fromSeq, prevHash: lines[0]?.prevHash ?? '' };
  const verdict = withExpected(
    verifyChain(lines, { start: from, ...(isLast && { head }) }),
    input.expect,
    lines,
    start,
    head,
  );
  const lastSeq = fromSeq + lines.length - 1;
  return {
    ...verdict,
    ...{ records: lines.length, firstSeq: fromSeq, lastSeq, headHash: head.hash },
    // The last one again, so that no gap fits between two requests.
    ...(!isLast && verdict.isIntact && { nextSeq: lastSeq }),
  };
}

/** Without what was appended since the head was read; records behind a head that has not moved stay, and are a fault. */
async function settled(audit: AuditStore, orgId: string, head: Head, stored: readonly StoredLine[]) {
  const last = stored.at(-1)?.line.seq ?? 0;
  if (last <= head.seq) return stored;
  const { head: now = head } = await audit.ends(orgId);
  return now.seq >= last ? stored.filter(({ line }) => line.seq <= head.seq) : stored;
}

function noHead(orgId: string): Head {
  return { seq: 0, hash: firstPrevHash(orgId) };
}

/** An expected record that has expired, or is on another page, is not looked at. */
function withExpected(
  verdict: ChainVerdict,
  expected: Head | undefined,
  lines: readonly Head[],
  start: AuditStart,
  head: Head,
): ChainVerdict {
  if (!verdict.isIntact || !expected) return verdict;
  const { seq } = expected;
  if (seq > head.seq) {
    return { isIntact: false, brokenAt: head.seq + 1, reason: `Records after ${head.seq} are missing.` };
  }
  const found = seq === start.seq - 1 ? start.prevHash : lines.find((line) => line.seq === seq)?.hash;
  if (found === undefined || found === expected.hash) return verdict;
  return { isIntact: false, brokenAt: seq, reason: `Record ${seq} is not the one that is expected.` };
}
