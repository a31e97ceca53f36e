import { randomBytes } from 'node:crypto';
import type { PublicContext } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import type { Write } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/id.ts';
import { recorded } from '../audit/recorded.ts';
import { expiryOf, type Session } from './session.ts';
import type { SessionStore } from './store.ts';

type About = Pick<
  Session,
  'userId' | 'orgId' | 'scope' | 'methods' | 'clientId' | 'dpopThumbprint' | 'authenticatedAt'
> & {
  /** Made beforehand where something `alongside` has to name it. */
  readonly id?: string;
};

/**
 * Begins a session of somebody who has proved who they are. What was used up for it, such as a code, goes `alongside`, in the
 * same transaction.
 * @throws AppError `conflict` when something alongside was used up meanwhile
 */
export async function startSession(call: {
  ctx: PublicContext;
  deps: { sessions: SessionStore; table: Table };
  input: About & { alongside?: readonly (Write & { readonly table: Table })[] };
}): Promise<Session> {
  const { ctx, deps, input } = call;
  const { alongside = [], ...about } = input;
  const createdAt = new Date(ctx.now).toISOString();
  const session: Session = {
    ...about,
    id: about.id ?? newId('session', ctx.now),
    generation: 1,
    salt: randomBytes(16).toString('base64url'),
    ...{ ip: ctx.source.ip, userAgent: ctx.source.userAgent },
    ...{ createdAt, lastUsedAt: createdAt, expiresAt: expiryOf(ctx.now, ctx.now) },
  };
  const { orgId, userId, methods, scope, clientId } = session;
  const record = recorded(deps.table, ctx, {
    ...{ orgId, action: 'session.started', actor: { type: 'user', id: userId } },
    target: { type: 'session', id: session.id },
    after: { methods, scope, ...(clientId && { clientId }) },
  });
  if (await deps.sessions.create(session, [record, ...alongside])) return session;
  throw new AppError('conflict', 'What you logged in with was used already.');
}
