import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/id.ts';
import { recorded } from '../audit/recorded.ts';
import { count } from '../organization/store.ts';
import { customRoleView, refuseMoreThanOwn } from './permissions-of-role.ts';
import { refusePermissions } from './refuse-permissions.ts';
import type { CustomRole, NewRole, RoleView } from './role.ts';
import { customRoleLimit, newRole } from './store.ts';

/** @throws AppError `forbidden` for more than the maker has, `validation_failed`, or `conflict` at the limit of roles */
export async function createRole(call: {
  ctx: Context;
  deps: { dynamo: DynamoDBClient; table: Table };
  input: NewRole;
}): Promise<RoleView> {
  const { ctx, deps, input } = call;
  const { dynamo, table } = deps;
  refusePermissions(input.permissions);
  refuseMoreThanOwn(ctx, input.permissions, 'A role cannot do more than its maker.');
  const createdAt = new Date(ctx.now).toISOString();
  const role: CustomRole = { id: newId('role', ctx.now), ...input, createdAt, updatedAt: createdAt, version: 1 };
  const failed = await attempt(dynamo, {
    room: count(table, ctx.orgId, { roleCount: 1 }, { below: { roleCount: customRoleLimit } }),
    role: newRole(table, ctx.orgId, role),
    audit: recorded(table, ctx, {
      ...{ orgId: ctx.orgId, action: 'role.created', target: { type: 'role', id: role.id }, after: { ...input } },
    }),
  });
  if (failed.size > 0) throw new AppError('conflict', `An organization has at most ${customRoleLimit} custom roles.`);
  return customRoleView(role);
}
