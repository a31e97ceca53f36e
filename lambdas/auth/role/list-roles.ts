import type { Context } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import { customRoleView } from './permissions-of-role.ts';
import { isBuiltIn, type MemberRole, permissionsOfRole, Role, type RoleView } from './role.ts';
import type { RoleStore } from './store.ts';

/** The built-in ones, from most to least, then the custom ones, oldest first. */
export async function listRoles(call: { ctx: Context; deps: { roles: RoleStore } }): Promise<{ items: RoleView[] }> {
  const { ctx, deps } = call;
  const custom = await deps.roles.list(ctx.orgId);
  return { items: [...Role.options.map(builtInView), ...custom.map(customRoleView)] };
}

/** @throws AppError `not_found` */
export async function readRole(call: {
  ctx: Context;
  deps: { roles: RoleStore };
  input: { id: MemberRole };
}): Promise<RoleView> {
  const { ctx, deps, input } = call;
  if (isBuiltIn(input.id)) return builtInView(input.id);
  const custom = await deps.roles.get(ctx.orgId, input.id);
  if (!custom) throw new AppError('not_found', `There is no role ${input.id}.`);
  return customRoleView(custom);
}

function builtInView(role: Role): RoleView {
  return { id: role, name: role, isBuiltIn: true, permissions: [...permissionsOfRole[role]] };
}
