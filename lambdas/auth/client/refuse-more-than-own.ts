import type { Context } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import { permissionsOfScopes } from '../api-key/scope.ts';

/** @throws AppError `forbidden` when a client with these scopes could do more than the one who makes it, or takes its secret */
export function refuseMoreThanOwn(ctx: Context, scopes: readonly string[]): void {
  const missing = [...permissionsOfScopes(scopes.join(' '))].filter((permission) => !ctx.permissions.has(permission));
  if (missing.length === 0) return;
  throw new AppError('forbidden', `A client cannot do more than its maker. You lack: ${missing.join(', ')}.`);
}
