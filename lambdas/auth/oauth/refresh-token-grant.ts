import { AppError } from '../../../shared/errors.ts';
import { OAuthError } from '../../../shared/oauth-error.ts';
import { rotate } from '../session/rotate.ts';
import type { TokenGrant } from './token-grant.ts';
import { tokenReplyOf } from './token-reply.ts';

/**
 * The next tokens of a session (RFC 6749 §6), by the client and the DPoP key that it was begun with. A narrower scope counts for
 * the access token only; the refresh token keeps what was agreed to. What the client is no longer registered for is left out.
 * @throws OAuthError `invalid_grant`, `invalid_scope`, `invalid_request`
 */
export const refreshTokenGrant: TokenGrant = async ({ ctx, deps, input }) => {
  const { client, form, dpopThumbprint } = input;
  const { refresh_token: refreshToken, scope } = form;
  if (!client || !refreshToken) throw new OAuthError('invalid_request', 'Send the refresh_token.');
  const presented = { refreshToken, clientId: client.id, dpopThumbprint, scope: scope || undefined };
  const session = await rotate({ ctx, deps, input: presented }).catch(inOAuthWords);
  const known: ReadonlySet<string> = new Set(client.scopes);
  const left = session.scope.split(' ').filter((word) => known.has(word));
  return tokenReplyOf(deps, { session: { ...session, scope: left.join(' ') }, isRefreshable: true }, ctx.now);
};

function inOAuthWords(error: unknown): never {
  if (error instanceof AppError && error.code === 'invalid_refresh_token')
    throw new OAuthError('invalid_grant', error.message);
  throw error;
}
