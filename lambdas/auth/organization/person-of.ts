import type { Context } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';

/** The person who calls. @throws AppError `forbidden` for credentials that are not a person's */
export function personOf(ctx: Context): string {
  if (ctx.actor.type === 'user') return ctx.actor.id;
  throw new AppError('forbidden', 'Only a person can do this, not an API key or a service account.');
}
