import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Actor, PublicContext } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import { marksOf, type Outgoing, type Sender, sendOutgoing } from '../../../shared/outbox.ts';
import { recorded } from '../audit/recorded.ts';
import { mailed } from '../mail/mailed.ts';
import type { UserStore } from '../user/store.ts';
import { deletionGraceMs, type Organization } from './organization.ts';
import { deletionScheduled, type OrganizationStore } from './store.ts';

interface Deps extends Sender {
  readonly dynamo: DynamoDBClient;
  readonly table: Table;
  readonly organizations: OrganizationStore;
  readonly users: UserStore;
}

/**
 * Gives an organization its last 30 days, in which it works and an owner can restore it; `erase-organizations` does the rest.
 * One that has them already keeps its day. The caller has checked that `actor` may do this.
 * @throws AppError `not_found`
 */
export async function scheduleDeletion(call: {
  ctx: PublicContext & { readonly actor: Actor };
  deps: Deps;
  input: { orgId: string };
}): Promise<Organization> {
  const { ctx, deps, input } = call;
  const { dynamo, table } = deps;
  const organization = await deps.organizations.get(input.orgId);
  if (!organization) throw new AppError('not_found', `There is no organization ${input.orgId}.`);
  if (organization.deletionScheduledFor) return organization;
  const deletionScheduledFor = new Date(ctx.now + deletionGraceMs).toISOString();
  const mails = await mailsToOwners(ctx, deps, organization, deletionScheduledFor);
  const failed = await attempt(dynamo, {
    organization: deletionScheduled(table, input.orgId, deletionScheduledFor),
    audit: recorded(table, ctx, {
      ...{ orgId: input.orgId, action: 'organization.deletion-scheduled' },
      ...{ target: { type: 'organization', id: input.orgId }, after: { deletionScheduledFor } },
    }),
    mails: marksOf(mails),
  });
  // Somebody else was faster: theirs is the day that counts, and the mail.
  if (failed.size > 0) return scheduleDeletion(call);
  await sendOutgoing(deps, mails);
  return { ...organization, deletionScheduledFor, version: organization.version + 1 };
}

async function mailsToOwners(
  ctx: PublicContext & { readonly actor: Actor },
  deps: Deps,
  organization: Organization,
  date: string,
): Promise<Outgoing[]> {
  const [owners, actor] = await Promise.all([
    deps.organizations.owners(organization.id),
    ctx.actor.type === 'user' ? deps.users.get(ctx.actor.id) : undefined,
  ]);
  const about = { organization: organization.name, organizationId: organization.id };
  const facts = { ...about, actor: actor?.name ?? 'Somebody', date: date.slice(0, 10) };
  return owners.map(({ userId }) =>
    mailed(deps.table, ctx, { kind: 'organization-deletion', userId, orgId: organization.id, facts }),
  );
}
