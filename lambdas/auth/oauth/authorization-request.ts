import * as z from 'zod';
import { OAuthError } from '../../../shared/oauth-error.ts';
import type { OAuthClient } from '../client/client.ts';
import { requestedScope } from '../client/requested-scope.ts';

const text = z.string().optional();

/** RFC 6749 §4.1.1, RFC 7636 §4.3, OIDC Core §3.1.2.1, RFC 9449 §10. */
export const authorizationParameters = {
  client_id: text,
  redirect_uri: text,
  response_type: text.describe('`code`'),
  response_mode: text.describe('`query`'),
  scope: text,
  state: text,
  nonce: text,
  code_challenge: text,
  code_challenge_method: text.describe('`S256`'),
  prompt: text,
  max_age: text,
  login_hint: text,
  dpop_jkt: text,
};
export const AuthorizationParameters = z.object(authorizationParameters);
export type AuthorizationParameters = z.infer<typeof AuthorizationParameters>;

/** What an app asks of a person, once all of it is checked. */
export interface AuthorizationRequest {
  readonly client: OAuthClient;
  readonly redirectUri: string;
  readonly scope: string;
  readonly codeChallenge: string;
  readonly state?: string | undefined;
  readonly nonce?: string | undefined;
  readonly dpopThumbprint?: string | undefined;
}

/** base64url of 256 bits. */
const hash = /^[A-Za-z0-9_-]{43}$/;

/**
 * The checks after client and redirect URI are known to be right, so that every error may go back to the client.
 * @throws OAuthError
 */
export function checkParameters(client: OAuthClient, parameters: AuthorizationParameters): AuthorizationRequest {
  const { redirect_uri: redirectUri = '', state, nonce, dpop_jkt: dpopThumbprint } = parameters;
  refuseOtherFlows(parameters);
  const { code_challenge: codeChallenge, code_challenge_method: method } = parameters;
  if (codeChallenge === undefined) throw bad('PKCE is required: send code_challenge.');
  // Absent means `plain` (RFC 7636 §4.3), which shows the verifier to whoever sees this request.
  if (method !== 'S256') throw bad('The only code_challenge_method is S256.');
  if (!hash.test(codeChallenge)) throw bad('code_challenge is not the base64url of a SHA-256.');
  if (dpopThumbprint !== undefined && !hash.test(dpopThumbprint)) throw bad('dpop_jkt is not a JWK thumbprint.');
  if (nonce !== undefined && nonce.length > 512) throw bad('nonce has more than 512 characters.');
  refuseSilence(parameters);
  const scope = requestedScope(client, parameters.scope);
  return { client, redirectUri, scope, codeChallenge, state, nonce, dpopThumbprint };
}

function refuseOtherFlows(parameters: AuthorizationParameters): void {
  const { response_type: type, response_mode: mode } = parameters;
  if (type === undefined) throw bad('Send response_type.');
  if (type !== 'code') throw new OAuthError('unsupported_response_type', 'The only response_type is code.');
  if (mode !== undefined && mode !== 'query') throw bad('The only response_mode is query.');
}

/** There are no cookies here, so nobody is ever logged in before they are asked. */
function refuseSilence({ prompt, max_age: maxAge }: AuthorizationParameters): void {
  const prompts = (prompt ?? '').split(' ').filter(Boolean);
  if (prompts.includes('none')) {
    if (prompts.length > 1) throw bad('prompt=none stands alone.');
    throw new OAuthError('login_required', 'The person has to log in.');
  }
  if (maxAge !== undefined && !/^\d{1,9}$/.test(maxAge)) throw bad('max_age is not a number of seconds.');
}

function bad(description: string): OAuthError {
  return new OAuthError('invalid_request', description);
}
