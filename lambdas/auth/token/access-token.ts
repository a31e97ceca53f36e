import { createLocalJWKSet, errors, type JWTVerifyGetKey, jwtVerify, SignJWT } from 'jose';
import * as z from 'zod';
import { ActorType } from '../../../shared/context.ts';
import type { SigningKey } from './keys.ts';
import type { JwksStore, PublicJwk } from './store.ts';

export const accessTokenSeconds = 15 * 60;
/** Longer than any token of ours; what is longer is not parsed. */
const maxTokenLength = 4_096;
const clockToleranceSeconds = 5;
const typ = 'at+jwt';

/** Claims of RFC 9068, with Cognito's `token_use`, and the organization that the token is for. */
export const Claims = z.object({
  sub: z.string(),
  /** Of people: the session, so that its end ends the token. */
  sid: z.string().optional(),
  org: z.string(),
  actor: ActorType,
  /** OAuth scopes; what they allow is looked up at each use, so that a changed role counts at once. */
  scope: z.string(),
  client_id: z.string().optional(),
  /** RFC 9449 §6.1: the key that the bearer must prove to have. */
  cnf: z.object({ jkt: z.string() }).optional(),
  token_use: z.literal('access'),
});
export type Claims = z.infer<typeof Claims>;

/** `url` is both issuer and audience: the API issues the tokens that it takes. */
export async function signAccessToken(
  key: SigningKey,
  url: string,
  claims: Claims,
  now: number,
  lifetimeSeconds = accessTokenSeconds,
): Promise<string> {
  const seconds = Math.floor(now / 1_000);
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: key.kid, typ })
    .setIssuer(url)
    .setAudience(url)
    .setJti(crypto.randomUUID())
    .setIssuedAt(seconds)
    .setNotBefore(seconds)
    .setExpirationTime(seconds + lifetimeSeconds)
    .sign(key.privateKey);
}

export type VerifyAccessToken = (token: string, now: number) => Promise<Claims | { rejected: string }>;

/** Keys embedded in or pointed at by a token (`jwk`, `jku`, `x5u`) are never looked at: only `kid` chooses, among ours. */
export function createVerifier(jwks: JwksStore, url: string): VerifyAccessToken {
  const keys = cachedKeys(jwks);
  return async (token, now) => {
    if (token.length > maxTokenLength) return { rejected: 'The token is too long to be one of ours.' };
    try {
      const { payload } = await jwtVerify(token, keys(now), {
        algorithms: ['ES256'],
        audience: url,
        issuer: url,
        typ,
        clockTolerance: clockToleranceSeconds,
        requiredClaims: ['exp', 'nbf', 'iat', 'jti'],
        currentDate: new Date(now),
      });
      const claims = Claims.safeParse(payload);
      return claims.success ? claims.data : { rejected: 'The token lacks claims that an access token has.' };
    } catch (error) {
      if (error instanceof errors.JWTExpired) return { rejected: 'The access token has expired.' };
      if (error instanceof errors.JOSEError) return { rejected: 'The access token is not valid.' };
      throw error;
    }
  };
}

const keptMs = 10 * 60_000;
/** An unknown `kid` may be a new key, so the set is read again, but not for every forged token. */
const cooldownMs = 10_000;

function cachedKeys(jwks: JwksStore): (now: number) => JWTVerifyGetKey {
  let known: { keys: PublicJwk[]; readAt: number } | undefined;
  return (now) => async (header, token) => {
    const hasKey = known?.keys.some((key) => key.kid === header.kid) ?? false;
    const age = known ? now - known.readAt : Number.POSITIVE_INFINITY;
    if (age > keptMs || (!hasKey && age > cooldownMs)) known = { keys: await jwks.list(), readAt: now };
    return createLocalJWKSet({ keys: known?.keys ?? [] })(header, token);
  };
}
