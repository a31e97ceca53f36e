import type { Context } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Session } from '../session/session.ts';
import type { SessionStore } from '../session/store.ts';

/** How long a log-in counts as fresh enough to change how one logs in (OWASP ASVS 5.0 V7.5.1). */
const freshMs = 15 * 60_000;

/**
 * The session of a person who logged in on our own page. How one logs in is no business of keys, services and applications,
 * whatever scopes they have.
 * @throws AppError `forbidden`
 */
export async function ownSession(call: { ctx: Context; deps: { sessions: SessionStore } }): Promise<Session> {
  const { ctx, deps } = call;
  const session =
    ctx.actor.type === 'user' && ctx.sessionId !== undefined ? await deps.sessions.get(ctx.sessionId) : undefined;
  if (session?.userId !== ctx.actor.id || session.clientId !== undefined || session.scope !== 'full') {
    throw new AppError('forbidden', 'Only a person who logged in themselves may do this, not an application or a key.');
  }
  return session;
}

/** @throws AppError `forbidden` when it is not one's own session, or when the log-in was too long ago */
export async function freshSession(call: { ctx: Context; deps: { sessions: SessionStore } }): Promise<Session> {
  const session = await ownSession(call);
  if (Date.parse(session.createdAt) + freshMs <= call.ctx.now) {
    throw new AppError('forbidden', 'This needs a log-in of the last 15 minutes. Log in again.');
  }
  return session;
}
