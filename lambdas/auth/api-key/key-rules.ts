import type { Context } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import { planLimits } from '../../../shared/plan.ts';
import type { NewApiKey } from './api-key.ts';
import { permissionsOf } from './scope.ts';

type Powers = Pick<NewApiKey, 'scopes' | 'projectIds'>;

/**
 * Of whoever makes a key, changes it, or is shown a new secret of it: all of these hold the key afterwards.
 * @throws AppError `forbidden`
 */
export function refuseMoreThanOwn(ctx: Context, key: Powers): void {
  const missing = permissionsOf(key.scopes).filter((permission) => !ctx.permissions.has(permission));
  if (missing.length > 0) {
    throw new AppError('forbidden', `A key cannot do more than its maker. You lack: ${missing.join(', ')}.`);
  }
  const own = ctx.projects;
  if (own && !(key.projectIds?.every((id) => own.has(id)) ?? false)) {
    throw new AppError('forbidden', 'Your credential is for some projects only, so the key must be for no others.');
  }
}

/** @throws AppError `validation_failed` for an end that is past, or a limit above the plan's */
export function refuseImpossible(
  ctx: Context,
  key: { expiresAt?: string | null; burstPerMinute?: number | null },
): void {
  if (typeof key.expiresAt === 'string' && Date.parse(key.expiresAt) <= ctx.now) {
    throw invalid('body.expiresAt', 'Lies in the past');
  }
  const most = planLimits[ctx.plan].burstPerMinute;
  if ((key.burstPerMinute ?? 0) > most) {
    throw invalid('body.burstPerMinute', `The ${ctx.plan} plan allows ${most} requests per minute`);
  }
}

export function noProject(at: readonly number[]): AppError {
  const errors = at.map((index) => ({ path: `body.projectIds.${index}`, message: 'There is no such project' }));
  return new AppError('validation_failed', 'body.projectIds: there is no such project', { errors });
}

export function invalid(path: string, message: string): AppError {
  return new AppError('validation_failed', `${path}: ${message}`, { errors: [{ path, message }] });
}
