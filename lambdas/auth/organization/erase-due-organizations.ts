import type { Logger } from '../../../shared/log.ts';
import { type ErasureDeps, eraseOrganization } from './erase-organization.ts';
import type { OrganizationStore } from './store.ts';

const perRun = 100;

/** Erases the organizations whose time has come. One that fails holds up no other, and is tried again by the next run. */
export async function eraseDueOrganizations(call: {
  deps: ErasureDeps & { organizations: OrganizationStore; log: Logger };
  input: { until: number };
}): Promise<{ erased: number; failed: number }> {
  const { deps, input } = call;
  const result = { erased: 0, failed: 0 };
  for (const orgId of await deps.organizations.dueForErasure(deps.now(), perRun)) {
    if (deps.now() >= input.until) break;
    try {
      if (await eraseOrganization({ deps, input: { orgId, until: input.until } })) result.erased += 1;
    } catch (error) {
      // Without the id of the organization: what is logged outlives it.
      deps.log.error('an organization was not erased', error);
      result.failed += 1;
    }
  }
  return result;
}
