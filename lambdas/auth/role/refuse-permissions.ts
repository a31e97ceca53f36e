import { AppError } from '../../../shared/errors.ts';
import type { Permission } from '../../../shared/permission.ts';
import { permissionMatrix } from './role.ts';

/**
 * What no custom role can have: what only an owner may do, because somebody has to answer for it by name; and keys without the
 * sight of all projects, because teams do not bind a key.
 * @throws AppError `validation_failed`
 */
export function refusePermissions(permissions: readonly Permission[]): void {
  const [refused] = permissions.filter((permission) => permissionMatrix[permission][0] === 'owner');
  if (refused !== undefined) throw invalid(`Only an owner has \`${refused}\``);
  if (permissions.includes('keys:create') && !permissions.includes('projects:read-all')) {
    throw invalid('Whoever makes keys can reach all projects, so `keys:create` needs `projects:read-all`');
  }
}

function invalid(message: string): AppError {
  const errors = [{ path: 'body.permissions', message }];
  return new AppError('validation_failed', `body.permissions: ${message}.`, { errors });
}
