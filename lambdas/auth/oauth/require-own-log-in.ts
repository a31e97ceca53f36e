import type { Context } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Session } from '../session/session.ts';
import type { SessionStore } from '../session/store.ts';

/** Long enough to read a page, too short for a token that was found somewhere. */
export const freshMs = 10 * 60_000;

/**
 * The session of a person who has just logged in with us: not an app's, not an API key's, and not an old one. Only such a
 * person may give an app its rights.
 * @throws AppError `forbidden`
 */
export async function requireOwnLogIn(ctx: Context, deps: { sessions: SessionStore }): Promise<Session> {
  const isPerson = ctx.actor.type === 'user' && ctx.clientId === undefined;
  const session = isPerson && ctx.sessionId ? await deps.sessions.get(ctx.sessionId) : undefined;
  const isOwn = session?.userId === ctx.actor.id && session.clientId === undefined && session.scope === 'full';
  if (!session || !isOwn) throw new AppError('forbidden', 'Only a person who has logged in here may do this.');
  if (Date.parse(session.createdAt) + freshMs <= ctx.now)
    throw new AppError('forbidden', 'The log-in is older than ten minutes. Log in again.');
  return session;
}
