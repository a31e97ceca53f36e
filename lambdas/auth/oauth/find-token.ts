import { decodeJwt } from 'jose';
import type { AuthDeps } from '../deps.ts';
import { isAuthentic, parseRefreshToken } from '../session/refresh-token.ts';
import type { Session } from '../session/session.ts';
import type { Claims, VerifyAccessToken } from '../token/access-token.ts';

export type FoundToken =
  | { readonly kind: 'access'; readonly claims: Claims; readonly times: { iat?: number; exp?: number; jti?: string } }
  | { readonly kind: 'refresh'; readonly session: Session; readonly generation: number };

/**
 * What a token is that somebody sends for revocation or introspection. No hint is needed: the kinds look different.
 * Undefined for what is not ours, is expired, or belongs to a session that has ended.
 */
export async function findToken(
  deps: Pick<AuthDeps, 'sessions' | 'loadSigningKey'> & { readonly verify: VerifyAccessToken },
  token: string,
  now: number,
): Promise<FoundToken | undefined> {
  const parsed = parseRefreshToken(token);
  if (!parsed) return findAccessToken(deps.verify, token, now);
  const session = await deps.sessions.get(parsed.id);
  const { refreshKey } = await deps.loadSigningKey();
  if (!session || session.expiresAt <= now || !isAuthentic(refreshKey, session, parsed)) return undefined;
  return { kind: 'refresh', session, generation: parsed.generation };
}

async function findAccessToken(verify: VerifyAccessToken, token: string, now: number): Promise<FoundToken | undefined> {
  const claims = await verify(token, now);
  if ('rejected' in claims) return undefined;
  const { iat, exp, jti } = decodeJwt(token);
  return { kind: 'access', claims, times: { ...(iat && { iat }), ...(exp && { exp }), ...(jti && { jti }) } };
}
