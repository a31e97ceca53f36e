import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import { expectedVersion, versionTag } from '../../../shared/if-match.ts';
import { recorded } from '../audit/recorded.ts';
import { customRoleView, refuseMoreThanOwn } from './permissions-of-role.ts';
import { refusePermissions } from './refuse-permissions.ts';
import type { CustomRole, RoleChange, RoleView } from './role.ts';
import { type RoleStore, roleChanged } from './store.ts';

/**
 * Whoever has the role may do what it says now within 30 seconds.
 * @throws AppError `not_found`, `forbidden`, `validation_failed`, or `precondition_failed` when it changed meanwhile
 */
export async function updateRole(call: {
  ctx: Context;
  deps: { dynamo: DynamoDBClient; table: Table; roles: RoleStore };
  input: { id: string; change: RoleChange; ifMatch: string | undefined };
}): Promise<RoleView> {
  const { ctx, deps, input } = call;
  const { dynamo, table } = deps;
  refusePermissions(input.change.permissions ?? []);
  refuseMoreThanOwn(ctx, input.change.permissions ?? [], 'A role cannot do more than its maker.');
  const before = await deps.roles.get(ctx.orgId, input.id);
  if (!before) throw new AppError('not_found', `There is no custom role ${input.id}.`);
  const expected = expectedVersion(input.ifMatch);
  if (expected !== undefined && expected !== before.version) throw changedMeanwhile(before);
  const change = { ...input.change, updatedAt: new Date(ctx.now).toISOString() };
  const failed = await attempt(dynamo, {
    role: roleChanged(table, ctx.orgId, before, change),
    audit: recorded(table, ctx, {
      ...{ orgId: ctx.orgId, action: 'role.updated', target: { type: 'role', id: input.id } },
      ...{ before: { name: before.name, permissions: before.permissions }, after: { ...input.change } },
    }),
  });
  if (failed.size > 0) throw changedMeanwhile(before);
  const { name = before.name, permissions = before.permissions } = input.change;
  return customRoleView({ ...before, name, permissions, updatedAt: change.updatedAt, version: before.version + 1 });
}

function changedMeanwhile(role: CustomRole): AppError {
  return new AppError('precondition_failed', `The role is at ${versionTag(role)} or later. Read it again.`);
}
