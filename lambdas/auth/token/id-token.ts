import { createHash } from 'node:crypto';
import { SignJWT } from 'jose';
import type { AuthenticationMethod, Session } from '../session/session.ts';
import type { SigningKey } from './keys.ts';

/** Only read when it arrives, so it need not live longer than the access token beside it. */
const idTokenSeconds = 15 * 60;

interface About {
  readonly session: Session;
  readonly nonce?: string | undefined;
  /** The one beside it. */
  readonly accessToken: string;
}

/**
 * Who has logged in (OIDC Core §2, §3.1.3.6), for the client alone: its audience and type keep it from being taken as an access
 * token, which names the API and is an `at+jwt`.
 */
export async function signIdToken(key: SigningKey, issuer: string, about: About, now: number): Promise<string> {
  const seconds = Math.floor(now / 1_000);
  const { id: sid, userId, clientId = '', methods, createdAt, authenticatedAt } = about.session;
  const claims = {
    ...{ azp: clientId, sid, amr: amrOf(methods), at_hash: leftHalf(about.accessToken) },
    auth_time: Math.floor((authenticatedAt ?? Date.parse(createdAt)) / 1_000),
    ...(about.nonce !== undefined && { nonce: about.nonce }),
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', kid: key.kid, typ: 'JWT' })
    .setIssuer(issuer)
    .setSubject(userId)
    .setAudience(clientId)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + idTokenSeconds)
    .sign(key.privateKey);
}

/** RFC 8176: two different methods are more than either. A recovery code has no name there; `mfa` says enough. */
function amrOf(methods: readonly AuthenticationMethod[]): string[] {
  const named = methods.filter((method) => method !== 'recovery');
  return methods.length > 1 ? [...named, 'mfa'] : [...named];
}

/** The left half of the hash that belongs to ES256. */
function leftHalf(text: string): string {
  return createHash('sha256').update(text, 'ascii').digest().subarray(0, 16).toString('base64url');
}
