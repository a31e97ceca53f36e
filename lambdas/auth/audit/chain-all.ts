import type { Logger } from '../../../shared/log.ts';
import { advanceStart } from './advance-start.ts';
import { chainOrganization } from './chain-organization.ts';
import type { AuditStore } from './store.ts';

/** Before the next organization gets its turn. */
const perTurn = 500;
const startsPerRun = 100;

/**
 * Chains what waits, organization after organization, round after round, until nothing waits or the time is up; then lets
 * expired records go. An organization that cannot be chained does not hold up the others.
 */
export async function chainAll(call: {
  deps: { audit: AuditStore; log: Logger; now: () => number };
  input: { until: number };
}): Promise<{ chained: number; failed: number }> {
  const { deps, input } = call;
  const hasTime = () => deps.now() < input.until;
  const failed = new Set<string>();
  let chained = 0;
  for (let isWorking = true; isWorking && hasTime(); ) {
    isWorking = false;
    for (
      let orgId = await deps.audit.nextWaiting('');
      orgId && hasTime();
      orgId = await deps.audit.nextWaiting(orgId)
    ) {
      if (failed.has(orgId)) continue;
      try {
        const turn = await chainOrganization({ deps, input: { orgId, limit: perTurn } });
        chained += turn.chained;
        isWorking ||= turn.chained > 0 && !turn.isDone;
      } catch (error) {
        deps.log.error('audit records were not chained', error, { orgId });
        failed.add(orgId);
      }
    }
  }
  const expired = await deps.audit.expired(deps.now(), startsPerRun);
  for (const { orgId, seq } of expired) await advanceStart({ deps, input: { orgId, seq } });
  return { chained, failed: failed.size };
}
