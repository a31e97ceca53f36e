import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, type JWTHeaderParameters, SignJWT } from 'jose';
import { start } from '../../../shared/make-context.ts';
import { apiUrl } from '../auth-world.ts';

export interface Prover {
  readonly jwk: JWK;
  readonly privateJwk: JWK;
  readonly thumbprint: string;
  /** A proof that is right for `GET /v1/me` now, but for the change. */
  prove(change?: ProofChange): Promise<string>;
}

export interface ProofChange {
  readonly header?: Partial<JWTHeaderParameters>;
  readonly claims?: Record<string, unknown>;
  readonly accessToken?: string;
  readonly now?: number;
}

/** A client with a key of its own (RFC 9449). */
export async function newProver(alg = 'ES256'): Promise<Prover> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = await exportJWK(publicKey);
  return {
    jwk,
    privateJwk: await exportJWK(privateKey),
    thumbprint: await calculateJwkThumbprint(jwk),
    prove: ({ header, claims, accessToken, now = start } = {}) =>
      new SignJWT({
        ...{ jti: crypto.randomUUID(), htm: 'GET', htu: `${apiUrl}/v1/me`, iat: Math.floor(now / 1_000) },
        ...(accessToken && { ath: hashOf(accessToken) }),
        ...claims,
      })
        .setProtectedHeader({ alg, typ: 'dpop+jwt', jwk, ...header })
        .sign(privateKey),
  };
}

export function hashOf(accessToken: string): string {
  return createHash('sha256').update(accessToken).digest('base64url');
}
