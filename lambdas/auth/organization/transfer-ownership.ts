import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import { marksOf, type Outgoing, type Sender, sendOutgoing } from '../../../shared/outbox.ts';
import { recorded } from '../audit/recorded.ts';
import { memberRoleChanged } from '../events.ts';
import { mailed } from '../mail/mailed.ts';
import { roleGiven } from '../member/store.ts';
import { noSuchRole, permissionsOf } from '../role/permissions-of-role.ts';
import type { MemberRole } from '../role/role.ts';
import { type RoleStore, roleUses } from '../role/store.ts';
import { requirePerson } from '../user/require-person.ts';
import type { UserStore } from '../user/store.ts';
import { announced } from './announced.ts';
import type { Membership } from './organization.ts';
import { readOrganization } from './read-organization.ts';
import type { OrganizationStore } from './store.ts';

interface Call {
  readonly ctx: Context;
  readonly deps: Sender & {
    readonly dynamo: DynamoDBClient;
    readonly table: Table;
    readonly organizations: OrganizationStore;
    readonly roles: RoleStore;
    readonly users: UserStore;
  };
  readonly input: { readonly id: string; readonly userId: string; readonly newRole: MemberRole };
}

/**
 * The caller, an owner, makes another member an owner and takes another role, in one step: there is an owner at every moment.
 * @throws AppError `forbidden` unless the caller is an owner in person; `not_found`; `validation_failed` for a role that does
 * not exist; `conflict` when the other one is an owner already, or somebody's role changes at this moment
 */
export async function transferOwnership(call: Call): Promise<void> {
  const { ctx, deps, input } = call;
  const organization = await readOrganization({ ctx, deps, input });
  const [giver, taker] = await Promise.all([
    deps.organizations.membership(ctx.orgId, requirePerson(ctx)),
    deps.organizations.membership(ctx.orgId, input.userId),
  ]);
  if (giver?.role !== 'owner') throw new AppError('forbidden', 'Only an owner can hand an organization on.');
  if (!taker) throw new AppError('not_found', `There is no member ${input.userId}.`);
  if (taker.role === 'owner')
    throw new AppError('conflict', 'They are an owner already. To step down, change your role.');
  await permissionsOf(deps, ctx.orgId, input.newRole);
  const about = { ctx, orgId: ctx.orgId };
  const { userId } = taker;
  const actor = (await deps.users.get(giver.userId))?.name ?? 'An owner';
  const facts = { organization: organization.name, actor };
  const told = [
    announced(deps.table, about, memberRoleChanged, { userId, role: 'owner', before: taker.role }),
    announced(deps.table, about, memberRoleChanged, { userId: giver.userId, role: input.newRole, before: 'owner' }),
    mailed(deps.table, ctx, { kind: 'ownership-transferred', userId, orgId: ctx.orgId, facts }),
  ];
  await handOver(call, giver, taker, told);
  await sendOutgoing(deps, told);
}

async function handOver(
  { ctx, deps, input }: Call,
  giver: Membership,
  taker: Membership,
  told: readonly Outgoing[],
): Promise<void> {
  const { dynamo, table } = deps;
  const { newRole } = input;
  const failed = await attempt(dynamo, {
    taker: roleGiven(table, taker, 'owner'),
    giver: roleGiven(table, giver, newRole),
    roles: roleUses(table, ctx.orgId, [{ from: taker.role }, { to: newRole }]),
    audit: recorded(table, ctx, {
      ...{ orgId: ctx.orgId, action: 'organization.ownership-transferred', target: { type: 'user', id: taker.userId } },
      ...{ before: { [giver.userId]: 'owner', [taker.userId]: taker.role } },
      ...{ after: { [giver.userId]: newRole, [taker.userId]: 'owner' } },
    }),
    told: marksOf(told),
  });
  if (failed.has('roles')) throw noSuchRole(newRole);
  if (failed.size > 0)
    throw new AppError('conflict', 'A role changed at this moment. Look at the members and try again.');
}
