import type { AuditStore } from './store.ts';

const readAtOnce = 500;

/**
 * Lets a chain begin behind its expired records, and keeps what its new first record must follow, so that it still verifies
 * when the table has removed the old ones. Records expire in their order, so the first one that lives ends the search.
 */
export async function advanceStart(call: {
  deps: { audit: AuditStore; now: () => number };
  input: { orgId: string; seq: number };
}): Promise<void> {
  const { audit, now } = call.deps;
  const { orgId, seq } = call.input;
  const { head } = await audit.ends(orgId);
  if (!head) return;
  const records = await audit.records(orgId, seq, head.seq, readAtOnce);
  const first = records.find(({ expiresAt }) => expiresAt > now());
  const last = records.at(-1);
  if (first) {
    await audit.moveStart(orgId, seq, { seq: first.seq, prevHash: first.prevHash }, first.expiresAt);
  } else if (last) {
    // Without a time of its own when all have expired: the next append brings one.
    const isAll = last.seq === head.seq;
    await audit.moveStart(orgId, seq, { seq: last.seq + 1, prevHash: last.hash }, isAll ? undefined : last.expiresAt);
  }
}
