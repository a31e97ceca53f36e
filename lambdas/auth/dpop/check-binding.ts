import type { Table } from '../../../shared/dynamo.ts';
import { OAuthError } from '../../../shared/oauth-error.ts';
import type { Presented } from '../token/authorize.ts';
import { checkProof } from './check-proof.ts';
import { proofAlgorithms } from './dpop.ts';

/** Why a request is refused, and the `WWW-Authenticate` that tells a DPoP client what to do (RFC 9449 §7.1). */
export interface BindingRefusal {
  readonly reason: string;
  readonly challenge: string;
}

/**
 * That a token bound to a key comes with a proof of this key, and that a token without one does not pretend to have it: a
 * stolen token would otherwise pass as the other kind (RFC 9449 §7.2).
 */
export async function checkBinding(call: {
  deps: { readonly table: Table };
  input: Presented & { scheme: string; token: string; thumbprint: string | undefined };
}): Promise<BindingRefusal | undefined> {
  const { deps, input } = call;
  const { proof, method, url, token, thumbprint } = input;
  const isDpop = isDpopScheme(input.scheme);
  if (thumbprint === undefined && !isDpop) return undefined;
  if (thumbprint === undefined) return refusal('invalid_token', 'This token is bound to no key: send it as Bearer.');
  if (!isDpop)
    return refusal('invalid_token', 'This token is bound to a key: send it with the scheme DPoP and a proof.');
  if (proof === undefined) return refusal('invalid_dpop_proof', 'The DPoP header with the proof is missing.');
  try {
    const proven = await checkProof({ ctx: input, deps, input: { proof, method, url, accessToken: token } });
    return proven === thumbprint ? undefined : refusal('invalid_token', 'This token is bound to another key.');
  } catch (error) {
    if (error instanceof OAuthError) return refusal('invalid_dpop_proof', error.message);
    throw error;
  }
}

export function isDpopScheme(scheme: string): boolean {
  return scheme.toLowerCase() === 'dpop';
}

export function refusal(error: 'invalid_token' | 'invalid_dpop_proof', reason: string): BindingRefusal {
  const challenge = `DPoP realm="odavl", error="${error}", algs="${proofAlgorithms.join(' ')}"`;
  return { reason, challenge };
}
