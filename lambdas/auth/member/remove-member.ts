import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Context, requirePermission } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import { type Sender, sendOutgoing } from '../../../shared/outbox.ts';
import { recorded } from '../audit/recorded.ts';
import { memberRemoved } from '../events.ts';
import { announced } from '../organization/announced.ts';
import type { Membership } from '../organization/organization.ts';
import type { OrganizationStore } from '../organization/store.ts';
import { permissionsOf, refuseMoreThanOwn } from '../role/permissions-of-role.ts';
import type { RoleStore } from '../role/store.ts';
import { lastOwner } from './last-owner.ts';
import { removal } from './removal.ts';

interface Call {
  readonly ctx: Context;
  readonly deps: Sender & {
    readonly dynamo: DynamoDBClient;
    readonly table: Table;
    readonly organizations: OrganizationStore;
    readonly roles: RoleStore;
  };
  readonly input: { readonly userId: string };
}

/**
 * Removes somebody, or oneself: everybody may leave, in a session of our own log-in.
 * @throws AppError `forbidden`, also for somebody who may do more than the caller; `not_found`; `conflict` for the last owner
 */
export async function removeMember(call: Call): Promise<void> {
  const { ctx, deps, input } = call;
  const isLeaving = ctx.actor.type === 'user' && ctx.actor.id === input.userId && ctx.clientId === undefined;
  if (!isLeaving) requirePermission(ctx, 'members:write');
  for (let tries = 0; tries < 5; tries += 1) {
    const membership = await deps.organizations.membership(ctx.orgId, input.userId);
    if (!membership) throw new AppError('not_found', `There is no member ${input.userId}.`);
    if (!isLeaving) {
      const theirs = await permissionsOf(deps, ctx.orgId, membership.role);
      refuseMoreThanOwn(ctx, theirs, 'You cannot remove somebody who may do more than you.');
    }
    if (await isRemoved(call, membership, isLeaving)) return;
  }
  throw new AppError('unavailable', 'This member is being changed by others. Try again.');
}

/** False when the membership changed since it was read. */
async function isRemoved({ ctx, deps }: Call, membership: Membership, isLeaving: boolean): Promise<boolean> {
  const { person, ...writes } = removal(deps.table, membership);
  const { role, userId, joinedAt } = membership;
  const audit = recorded(deps.table, ctx, {
    ...{ orgId: ctx.orgId, action: isLeaving ? 'member.left' : 'member.removed' },
    ...{ target: { type: 'user', id: userId }, before: { role, joinedAt } },
  });
  const removed = announced(deps.table, { ctx, orgId: ctx.orgId }, memberRemoved, { userId });
  const told = removed.write;
  let failed = await attempt(deps.dynamo, { ...writes, person, audit, told });
  // An account that is erased already has no count to keep.
  if (failed.has('person')) failed = await attempt(deps.dynamo, { ...writes, audit, told });
  if (failed.has('membership')) return false;
  if (failed.has('room')) throw lastOwner();
  if (failed.size > 0) return false;
  await sendOutgoing(deps, [removed]);
  return true;
}
