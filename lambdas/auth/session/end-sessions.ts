import type { Actor, PublicContext } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { recorded } from '../audit/recorded.ts';
import { sessionLimit } from './list-sessions.ts';
import type { Session } from './session.ts';
import type { SessionStore } from './store.ts';

type Caller = PublicContext & { readonly actor?: Actor };
interface Deps {
  readonly sessions: SessionStore;
  readonly table: Table;
}
/** As many transactions at once as one request should put on the table. */
const atOnce = 10;

/** Ends all sessions of a person, in one organization or in all, but the one that is kept. */
export async function endSessions(call: {
  ctx: Caller;
  deps: Deps;
  input: { userId: string; keptSessionId?: string | undefined; orgId?: string };
}): Promise<void> {
  const { ctx, deps, input } = call;
  const all = await deps.sessions.listOf(input.userId, sessionLimit);
  const { keptSessionId, orgId = '' } = input;
  const ended = all.filter((session) => session.id !== keptSessionId && (orgId === '' || session.orgId === orgId));
  for (let at = 0; at < ended.length; at += atOnce) {
    await Promise.all(ended.slice(at, at + atOnce).map((session) => endSession(ctx, deps, session)));
  }
}

export async function endSession(ctx: Caller, deps: Deps, { id, orgId, userId }: Session): Promise<void> {
  const record = recorded(deps.table, ctx, {
    ...{ orgId, action: 'session.revoked', target: { type: 'session', id } },
    ...(!ctx.actor && { actor: { type: 'user', id: userId } }),
  });
  await deps.sessions.delete(id, [record]);
}
