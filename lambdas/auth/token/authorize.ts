import type { AuthorizerContext, Source } from '../../../shared/context.ts';
import { type CheckKeyDeps, checkKey } from '../api-key/check-key.ts';
import { secretPrefix } from '../api-key/secret.ts';
import { isDpopScheme, refusal } from '../dpop/check-binding.ts';
import { type CheckTokenDeps, checkToken } from './check-token.ts';
import { checkTrustedToken, type TrustedDeps, trustedIssuerOf } from './check-trusted-token.ts';

/** What the authorizer looks at of a request. */
export interface Presented {
  /** The `Authorization` header. */
  readonly header: string | undefined;
  /** The `DPoP` header (RFC 9449 §4). */
  readonly proof: string | undefined;
  readonly method: string;
  /** Without query: what a DPoP proof names as `htu`. */
  readonly url: string;
  /** `GET /v1/tasks/{id}`. */
  readonly routeKey: string;
  readonly source: Source;
  readonly now: number;
}

/** Turns an `Authorization` header into who the caller is, or why not. A broken world throws; it is never an answer. */
export async function authorize(call: {
  deps: CheckKeyDeps & CheckTokenDeps & TrustedDeps;
  input: Presented;
}): Promise<AuthorizerContext> {
  const { deps, input } = call;
  if (!input.header) return { outcome: 'anonymous' };
  // A comma joins two headers of the same name; a token never has one.
  const [, scheme, credential] = /^(Bearer|DPoP) +([\x21-\x2b\x2d-\x7e]+)$/i.exec(input.header) ?? [];
  if (!scheme || !credential) return rejected('Send `Authorization: Bearer <access token or API key>`.');
  if (isKey(credential) && isDpopScheme(scheme)) {
    return { outcome: 'rejected', ...refusal('invalid_token', 'An API key is bound to no key: send it as Bearer.') };
  }
  if (isKey(credential)) return checkKey({ deps, input: { ...input, scheme, secret: credential } });
  const issuer = trustedIssuerOf(deps.trustedIssuers, credential);
  if (issuer) return checkTrustedToken({ deps, input: { scheme, token: credential, issuer, now: input.now } });
  return checkToken({ deps, input: { ...input, scheme, token: credential } });
}

/** A JWT has three parts (RFC 7519 §3). What is neither that nor a key of ours may be a key that was imported. */
function isKey(credential: string): boolean {
  return credential.startsWith(secretPrefix) || credential.split('.').length !== 3;
}

export function rejected(reason: string): AuthorizerContext {
  return { outcome: 'rejected', reason };
}
