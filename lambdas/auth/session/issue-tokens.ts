import { accessTokenSeconds, signAccessToken } from '../token/access-token.ts';
import type { SigningKey } from '../token/keys.ts';
import { refreshTokenOf } from './refresh-token.ts';
import type { Session, Tokens } from './session.ts';

/** The pair of tokens of a session as it stands now. */
export async function issueTokens(key: SigningKey, apiUrl: string, session: Session, now: number): Promise<Tokens> {
  return {
    accessToken: await signAccessToken(key, apiUrl, claimsOf(session), now),
    refreshToken: refreshTokenOf(key.refreshKey, session),
    tokenType: 'Bearer',
    expiresIn: accessTokenSeconds,
  };
}

function claimsOf(session: Session) {
  return {
    sub: session.userId,
    sid: session.id,
    org: session.orgId,
    actor: 'user',
    scope: session.scope,
    token_use: 'access',
    ...(session.clientId && { client_id: session.clientId }),
    ...(session.dpopThumbprint && { cnf: { jkt: session.dpopThumbprint } }),
  } as const;
}
