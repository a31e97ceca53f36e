import type { AuthDeps } from '../deps.ts';
import { issueTokens } from '../session/issue-tokens.ts';
import type { Session } from '../session/session.ts';
import { signIdToken } from '../token/id-token.ts';
import type { TokenReply } from './token-grant.ts';

interface About {
  /** With the scope that the access token is to have. */
  readonly session: Session;
  readonly nonce?: string | undefined;
  /** False for a client that is not registered for refresh tokens. */
  readonly isRefreshable: boolean;
}

/** The tokens of a client's session in OAuth's words; with an ID token when the scope has `openid`. */
export async function tokenReplyOf(
  deps: Pick<AuthDeps, 'loadSigningKey' | 'apiUrl'>,
  { session, nonce, isRefreshable }: About,
  now: number,
): Promise<TokenReply> {
  const key = await deps.loadSigningKey();
  const { accessToken, refreshToken, expiresIn } = await issueTokens(key, deps.apiUrl, session, now);
  const hasIdToken = session.scope.split(' ').includes('openid');
  return {
    access_token: accessToken,
    token_type: session.dpopThumbprint ? 'DPoP' : 'Bearer',
    expires_in: expiresIn,
    ...(isRefreshable && { refresh_token: refreshToken }),
    scope: session.scope,
    ...(hasIdToken && { id_token: await signIdToken(key, deps.apiUrl, { session, nonce, accessToken }, now) }),
  };
}
