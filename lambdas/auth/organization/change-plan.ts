import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { PublicContext } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import type { Plan } from '../../../shared/plan.ts';
import type { ApiKeyStore } from '../api-key/store.ts';
import { recorded } from '../audit/recorded.ts';
import type { Organization } from './organization.ts';
import { type OrganizationStore, planChanged } from './store.ts';

interface Deps {
  readonly dynamo: DynamoDBClient;
  readonly table: Table;
  readonly organizations: Pick<OrganizationStore, 'get'>;
  readonly apiKeys: Pick<ApiKeyStore, 'setPlan'>;
}

interface Change {
  readonly orgId: string;
  readonly plan: Plan;
  /** When it happened, and the event that says so: the order of changes, also of those of one millisecond. */
  readonly occurredAt: string;
  readonly eventId: string;
}

const tries = 5;

/**
 * Gives an organization its plan, unless a later change has done so already. The keys follow in every case: the delivery
 * before this one may have ended between the organization and them.
 */
export async function changePlan(call: {
  ctx: PublicContext;
  deps: Deps;
  input: Change;
}): Promise<'changed' | 'stale'> {
  const { deps, input } = call;
  const outcome = await changeOrganization(call);
  await followWithKeys(deps, input.orgId);
  return outcome;
}

async function changeOrganization(call: {
  ctx: PublicContext;
  deps: Deps;
  input: Change;
}): Promise<'changed' | 'stale'> {
  const { deps, input } = call;
  for (let tried = 0; tried < tries; tried += 1) {
    const before = await deps.organizations.get(input.orgId);
    if (!before) return 'stale';
    if (await isWritten(call, before)) return 'changed';
    const after = await deps.organizations.get(input.orgId);
    // The same plan as before: so what stood in the way is a later change, or the erasure of the organization.
    if (after?.plan === before.plan) return 'stale';
  }
  throw new Error(`The plan of ${input.orgId} changed ${tries} times meanwhile.`);
}

async function isWritten(
  { ctx, deps, input }: { ctx: PublicContext; deps: Deps; input: Change },
  before: Organization,
): Promise<boolean> {
  const { orgId, plan, occurredAt, eventId } = input;
  const since = `${new Date(occurredAt).toISOString()}#${eventId}`;
  const act = recorded(deps.table, ctx, {
    ...{ orgId, action: 'organization.plan-changed', actor: { type: 'system', id: 'billing' } },
    ...{ target: { type: 'organization', id: orgId }, before: { plan: before.plan }, after: { plan } },
  });
  const failed = await attempt(deps.dynamo, {
    plan: planChanged(deps.table, before, plan, since),
    // A renewal, for example, changes nothing that a reader of the audit log would look for.
    ...(plan !== before.plan && { audit: act }),
  });
  return failed.size === 0;
}

/** Whoever writes last looks last, so that two changes at once leave the keys with the plan of the organization. */
async function followWithKeys({ organizations, apiKeys }: Deps, orgId: string): Promise<void> {
  const planNow = async () => (await organizations.get(orgId))?.plan;
  for (
    let plan = await planNow(), told: Plan | undefined;
    plan !== undefined && plan !== told;
    plan = await planNow()
  ) {
    await apiKeys.setPlan(orgId, plan);
    told = plan;
  }
}
