import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, decodeProtectedHeader, importJWK, jwtVerify } from 'jose';
import type { Table } from '../../../shared/dynamo.ts';
import { OAuthError } from '../../../shared/oauth-error.ts';
import { hasUniqueNames } from '../token/unique-names.ts';
import { maxProofLength, ProofClaims, ProofHeader, proofType, proofWindowSeconds } from './dpop.ts';
import { createProofStore } from './store.ts';

interface Input {
  /** The `DPoP` header. */
  readonly proof: string;
  readonly method: string;
  /** Of the request, without query, its path decoded as API Gateway hands it over. */
  readonly url: string;
  /** The token that came with it; absent at the token endpoint. */
  readonly accessToken?: string;
  /** What the proof must repeat, where we gave a nonce. */
  readonly nonce?: string;
}

/**
 * The checks of RFC 9449 §4.3. Each proof works once, by one conditional write.
 * @returns the thumbprint (RFC 7638) of the key that the sender has proved to have
 * @throws OAuthError `invalid_dpop_proof`
 */
export async function checkProof(call: {
  ctx: { readonly now: number };
  deps: { readonly table: Table };
  input: Input;
}): Promise<string> {
  const { ctx, deps, input } = call;
  const { jwk, claims } = await opened(input.proof, ctx.now);
  if (Math.abs(claims.iat - ctx.now / 1_000) > proofWindowSeconds) throw invalid('it is too old, or from the future');
  if (claims.htm !== input.method) throw invalid('`htm` is another method');
  if (targetOf(claims.htu) !== input.url) throw invalid('`htu` is another address');
  if (claims.ath !== (input.accessToken && hashOf(input.accessToken))) throw invalid('`ath` is of another token');
  if (input.nonce !== undefined && claims.nonce !== input.nonce) throw invalid('`nonce` is not the one we gave');
  const thumbprint = await calculateJwkThumbprint(jwk);
  // Longer than the window, so that a proof is forgotten only when its age refuses it.
  const expiresAt = (claims.iat + 2 * proofWindowSeconds) * 1_000;
  const isFirst = await createProofStore(deps.table).use({ thumbprint, jti: claims.jti }, expiresAt);
  if (!isFirst) throw invalid('it was used before');
  return thumbprint;
}

/** Nothing here but computing on what the sender chose, so whatever is thrown is the fault of the proof. */
async function opened(proof: string, now: number) {
  if (proof.length > maxProofLength) throw invalid('it is too long');
  if (!hasUniqueNames(proof)) throw invalid('a claim is there twice');
  try {
    const { alg, jwk } = ProofHeader.parse(decodeProtectedHeader(proof));
    const key = await importJWK(jwk, alg);
    const { payload } = await jwtVerify(proof, key, { algorithms: [alg], typ: proofType, currentDate: new Date(now) });
    return { jwk, claims: ProofClaims.parse(payload) };
  } catch {
    throw invalid('it is not signed by a public key of a kind that we take, or lacks a claim');
  }
}

/** Without query and fragment, the path decoded, and the rest as the URL standard writes it (RFC 3986 §6.2). */
function targetOf(htu: string): string | undefined {
  const url = URL.parse(htu);
  if (!url || url.username || url.password) return undefined;
  try {
    return url.origin + decodeURIComponent(url.pathname);
  } catch {
    return undefined;
  }
}

/** RFC 9449 §4.2. */
function hashOf(accessToken: string): string {
  return createHash('sha256').update(accessToken).digest('base64url');
}

function invalid(why: string): OAuthError {
  return new OAuthError('invalid_dpop_proof', `The DPoP proof is refused: ${why}.`);
}
