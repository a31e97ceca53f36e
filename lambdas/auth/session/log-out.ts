import type { PublicContext } from '../../../shared/context.ts';
import { recorded } from '../audit/recorded.ts';
import type { AuthDeps } from '../deps.ts';
import { isAuthentic, parseRefreshToken } from './refresh-token.ts';

/** Ends the session of this refresh token. A token that is not valid has no session to end, which is the same result. */
export async function logOut(call: {
  ctx: PublicContext;
  deps: Pick<AuthDeps, 'sessions' | 'loadSigningKey' | 'table'>;
  input: { refreshToken: string };
}): Promise<void> {
  const { ctx, deps, input } = call;
  const token = parseRefreshToken(input.refreshToken);
  const session = token && (await deps.sessions.get(token.id));
  if (!token || !session) return;
  const { refreshKey } = await deps.loadSigningKey();
  if (!isAuthentic(refreshKey, session, token)) return;
  const { id, orgId, userId } = session;
  const record = recorded(deps.table, ctx, {
    ...{ orgId, action: 'session.ended', actor: { type: 'user', id: userId }, target: { type: 'session', id } },
  });
  await deps.sessions.delete(id, [record]);
}
