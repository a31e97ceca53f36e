import type { LoadSigningKey } from '../token/signer.ts';
import { isAuthentic, parseRefreshToken } from './refresh-token.ts';
import type { SessionStore } from './store.ts';

/** Ends the session of this refresh token. A token that is not valid has no session to end, which is the same result. */
export async function logOut(call: {
  deps: { sessions: SessionStore; loadSigningKey: LoadSigningKey };
  input: { refreshToken: string };
}): Promise<void> {
  const { deps, input } = call;
  const token = parseRefreshToken(input.refreshToken);
  const session = token && (await deps.sessions.get(token.id));
  if (!token || !session) return;
  const { refreshKey } = await deps.loadSigningKey();
  if (isAuthentic(refreshKey, session, token)) await deps.sessions.delete(session.id);
}
