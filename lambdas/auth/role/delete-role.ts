import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import { recorded } from '../audit/recorded.ts';
import { count } from '../organization/store.ts';
import { type RoleStore, roleDeleted } from './store.ts';

/** @throws AppError `not_found`, or `conflict` while a member or a pending invitation has the role */
export async function deleteRole(call: {
  ctx: Context;
  deps: { dynamo: DynamoDBClient; table: Table; roles: RoleStore };
  input: { id: string };
}): Promise<void> {
  const { ctx, deps, input } = call;
  const { dynamo, table } = deps;
  const before = await deps.roles.get(ctx.orgId, input.id);
  if (!before) throw new AppError('not_found', `There is no custom role ${input.id}.`);
  const failed = await attempt(dynamo, {
    role: roleDeleted(table, ctx.orgId, input.id),
    room: count(table, ctx.orgId, { roleCount: -1 }),
    audit: recorded(table, ctx, {
      ...{ orgId: ctx.orgId, action: 'role.deleted', target: { type: 'role', id: input.id } },
      before: { name: before.name, permissions: before.permissions },
    }),
  });
  if (failed.size === 0) return;
  if (!(await deps.roles.get(ctx.orgId, input.id))) throw new AppError('not_found', `There is no role ${input.id}.`);
  throw new AppError('conflict', 'A member or an invitation has this role. Give them another one first.');
}
