import { exportJWK, generateKeyPair, type JWK, type JWTHeaderParameters, SignJWT } from 'jose';
import type { FetchDocument } from '../../../../lambdas/auth/issuer/fetch-document.ts';
import { IssuerFailure } from '../../../../lambdas/auth/issuer/issuer.ts';
import { start } from '../../../shared/make-context.ts';

const seconds = start / 1_000;

export interface TokenChange {
  readonly header?: Partial<JWTHeaderParameters>;
  readonly claims?: Record<string, unknown>;
}

export type FakeIssuer = Awaited<ReturnType<typeof newIssuer>>;

/** An issuer with a key of its own, in the manner of the CI providers. */
export async function newIssuer(url: string, alg = 'RS256') {
  const kid = crypto.randomUUID();
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const jwk: JWK = { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' };
  return {
    url,
    kid,
    jwk,
    privateKey,
    privateJwk: await exportJWK(privateKey),
    documents: {
      [`${url.replace(/\/$/, '')}/.well-known/openid-configuration`]: { issuer: url, jwks_uri: `${url}/jwks` },
      [`${url}/jwks`]: { keys: [jwk] },
    },
    /** Right for five minutes, but for the change. */
    sign: ({ header, claims }: TokenChange = {}) =>
      new SignJWT({ iss: url, iat: seconds, nbf: seconds, exp: seconds + 300, jti: crypto.randomUUID(), ...claims })
        .setProtectedHeader({ alg, kid, typ: 'JWT', ...header })
        .sign(privateKey),
  };
}

/** A web that has these documents only, and that notes what is asked for. */
export function fakeWeb(documents: Record<string, unknown>): { fetchDocument: FetchDocument; asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    fetchDocument: async (url) => {
      asked.push(url);
      if (!Object.hasOwn(documents, url)) throw new IssuerFailure('Its documents answered 404.');
      return documents[url];
    },
  };
}
