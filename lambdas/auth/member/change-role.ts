import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import { type Sender, sendOutgoing } from '../../../shared/outbox.ts';
import { recorded } from '../audit/recorded.ts';
import { memberRoleChanged } from '../events.ts';
import { announced } from '../organization/announced.ts';
import type { Membership } from '../organization/organization.ts';
import { count, type OrganizationStore } from '../organization/store.ts';
import { noSuchRole, permissionsOf, refuseMoreThanOwn } from '../role/permissions-of-role.ts';
import type { MemberRole } from '../role/role.ts';
import { type RoleStore, roleUses } from '../role/store.ts';
import { lastOwner } from './last-owner.ts';
import { listed } from './list-members.ts';
import type { Member } from './member.ts';
import { type MemberStore, roleGiven } from './store.ts';

interface Call {
  readonly ctx: Context;
  readonly deps: Sender & {
    readonly dynamo: DynamoDBClient;
    readonly table: Table;
    readonly organizations: OrganizationStore;
    readonly roles: RoleStore;
    readonly members: MemberStore;
  };
  readonly input: { readonly userId: string; readonly role: MemberRole };
}

/**
 * @throws AppError `not_found`; `validation_failed` for a role that does not exist; `forbidden` for one above the caller's;
 * `conflict` for the last owner
 */
export async function changeRole(call: Call): Promise<Member> {
  const { ctx, deps, input } = call;
  const { role } = input;
  refuseMoreThanOwn(ctx, await permissionsOf(deps, ctx.orgId, role), 'You cannot give a role above your own.');
  for (let tries = 0; tries < 5; tries += 1) {
    const before = await deps.organizations.membership(ctx.orgId, input.userId);
    if (!before) throw new AppError('not_found', `There is no member ${input.userId}.`);
    if (before.role !== role && !(await isChanged(call, before))) continue;
    const [member] = await listed(deps, [{ ...before, role }]);
    if (member) return member;
  }
  throw new AppError('unavailable', 'This member is being changed by others. Try again.');
}

/** False when the membership changed since it was read. */
async function isChanged({ ctx, deps, input }: Call, before: Membership): Promise<boolean> {
  const { role, userId } = input;
  const about = { ctx, orgId: ctx.orgId };
  const told = announced(deps.table, about, memberRoleChanged, { userId, role, before: before.role });
  const failed = await attempt(deps.dynamo, {
    membership: roleGiven(deps.table, before, role),
    owners: ownersAfter(deps.table, before, role),
    roles: roleUses(deps.table, ctx.orgId, [{ from: before.role, to: role }]),
    audit: recorded(deps.table, ctx, {
      ...{ orgId: ctx.orgId, action: 'member.role-changed', target: { type: 'user', id: userId } },
      ...{ before: { role: before.role }, after: { role } },
    }),
    told: told.write,
  });
  if (failed.has('membership')) return false;
  if (failed.has('owners')) throw lastOwner();
  if (failed.has('roles')) throw noSuchRole(role);
  await sendOutgoing(deps, [told]);
  return true;
}

function ownersAfter(table: Table, { orgId, role }: Membership, next: MemberRole) {
  if (role === 'owner') return count(table, orgId, { ownerCount: -1 }, { above: { ownerCount: 1 } });
  return next === 'owner' ? count(table, orgId, { ownerCount: 1 }) : undefined;
}
