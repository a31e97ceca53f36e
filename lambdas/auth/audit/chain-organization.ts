import { planLimits } from '../../../shared/plan.ts';
import type { ChainLink, PendingAct } from './audit.ts';
import { linksOf } from './chain-link.ts';
import type { AuditStore } from './store.ts';

/** One DynamoDB transaction: 100 writes, 4 MB. A record with its parts is at most some 20 KB. */
const maxWrites = 100;
const readAtOnce = 30;
/** Somebody else was first that often: then somebody else is doing the work. */
const maxLosses = 8;

/**
 * Appends the organization's waiting acts to its chain, oldest first, until none waits or `limit` is reached. Any number of
 * callers may do so at once: each append is one transaction that only passes when the chain still ends where it was read.
 */
export async function chainOrganization(call: {
  deps: { audit: AuditStore };
  input: { orgId: string; limit: number };
}): Promise<{ chained: number; isDone: boolean }> {
  const { audit } = call.deps;
  const { orgId, limit } = call.input;
  let chained = 0;
  for (let losses = 0; losses < maxLosses && chained < limit; ) {
    const pending = await audit.pending(orgId, readAtOnce);
    if (pending.length === 0) return { chained, isDone: true };
    const ends = await audit.ends(orgId);
    if (!ends.plan) return dropAll(audit, orgId, pending);
    const links = fitting(linksOf(orgId, ends.head, pending, planLimits[ends.plan].auditYears));
    if (await audit.append(orgId, ends, links)) chained += links.length;
    else losses += 1;
  }
  return { chained, isDone: false };
}

/** As many as fit into one transaction, beside the two items of the chain's ends. */
function fitting(links: readonly ChainLink[]): ChainLink[] {
  let writes = 2;
  return links.filter(({ mentions }) => {
    writes += 3 + mentions.length;
    return writes <= maxWrites;
  });
}

async function dropAll(audit: AuditStore, orgId: string, pending: readonly PendingAct[]) {
  for (const { id } of pending) await audit.drop(orgId, id);
  return { chained: 0, isDone: false };
}
