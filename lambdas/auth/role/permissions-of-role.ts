import type { Context } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Permission } from '../../../shared/permission.ts';
import { type CustomRole, isBuiltIn, type MemberRole, permissionsOfRole } from './role.ts';
import type { RoleStore } from './store.ts';

interface Deps {
  readonly roles: RoleStore;
}

/** @throws AppError `validation_failed` for a custom role that does not exist */
export async function permissionsOf(deps: Deps, orgId: string, role: MemberRole): Promise<readonly Permission[]> {
  if (isBuiltIn(role)) return permissionsOfRole[role];
  const custom = await deps.roles.get(orgId, role);
  if (!custom) throw noSuchRole(role);
  return custom.permissions;
}

export function noSuchRole(role: MemberRole): AppError {
  const errors = [{ path: 'body.role', message: 'There is no such role' }];
  return new AppError('validation_failed', `body.role: there is no role ${role}.`, { errors });
}

/** @throws AppError `forbidden` when some of these are permissions that the caller does not have */
export function refuseMoreThanOwn(ctx: Context, permissions: readonly Permission[], what: string): void {
  const missing = permissions.filter((permission) => !ctx.permissions.has(permission));
  if (missing.length === 0) return;
  throw new AppError('forbidden', `${what} You lack: ${missing.join(', ')}.`);
}

/** What people call a role. */
export async function roleLabel(deps: Deps, orgId: string, role: MemberRole): Promise<string> {
  return isBuiltIn(role) ? role : ((await deps.roles.get(orgId, role))?.name ?? 'a custom role');
}

export function customRoleView({ id, name, permissions, createdAt, updatedAt, version }: CustomRole) {
  return { id, name, isBuiltIn: false, permissions, createdAt, updatedAt, version };
}
