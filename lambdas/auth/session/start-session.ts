import { randomBytes } from 'node:crypto';
import type { PublicContext } from '../../../shared/context.ts';
import { newId } from '../../../shared/id.ts';
import { refreshTokenMs, type Session } from './session.ts';
import type { SessionStore } from './store.ts';

/** Begins a session of somebody who has proved who they are. */
export async function startSession(call: {
  ctx: PublicContext;
  deps: { sessions: SessionStore };
  input: Pick<Session, 'userId' | 'orgId' | 'scope' | 'methods' | 'clientId' | 'dpopThumbprint'>;
}): Promise<Session> {
  const { ctx, deps, input } = call;
  const createdAt = new Date(ctx.now).toISOString();
  const session: Session = {
    ...input,
    id: newId('session', ctx.now),
    generation: 1,
    salt: randomBytes(16).toString('base64url'),
    ...{ ip: ctx.source.ip, userAgent: ctx.source.userAgent },
    ...{ createdAt, lastUsedAt: createdAt, expiresAt: ctx.now + refreshTokenMs },
  };
  await deps.sessions.create(session);
  return session;
}
