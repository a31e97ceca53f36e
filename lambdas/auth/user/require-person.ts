import type { Context } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';

/**
 * The id of a person who acts through our own log-in. An app, a key or a service may use what a person has, but not change
 * how the person logs in.
 * @throws AppError `forbidden`
 */
export function requirePerson(ctx: Context): string {
  if (ctx.actor.type === 'user' && ctx.clientId === undefined) return ctx.actor.id;
  throw new AppError('forbidden', 'Only a person who has logged in here may do this.');
}
