import { OAuthError } from '../../../shared/oauth-error.ts';
import type { OAuthClient } from '../client/client.ts';
import { findClient } from '../client/find-client.ts';
import { isRegistered } from '../client/redirect-uri.ts';
import { createClientStore } from '../client/store.ts';
import type { AuthDeps } from '../deps.ts';
import { type AuthorizationParameters, type AuthorizationRequest, checkParameters } from './authorization-request.ts';
import { answerTo } from './redirect-answer.ts';

/**
 * `refused` is told to the person and never sent anywhere: the client or its address is not known to be right, and a redirect
 * would make us a relay for anybody (RFC 9700 §4.11). `answered` is an error that goes back to the client.
 */
export type ReadRequest =
  | { readonly outcome: 'asked'; readonly request: AuthorizationRequest }
  | { readonly outcome: 'answered'; readonly redirectTo: string }
  | { readonly outcome: 'refused'; readonly why: string };

export interface Sent {
  /** Without those that are empty, which count as absent (RFC 6749 §3.1). */
  readonly parameters: AuthorizationParameters;
  /** Names that came more than once. */
  readonly repeated: ReadonlySet<string>;
  /** Names of OIDC Core §6 that are there: we take no request objects. */
  readonly unsupported: 'request' | 'request_uri' | undefined;
}

export async function readRequest(call: {
  deps: Pick<AuthDeps, 'dynamo' | 'table' | 'apiUrl'>;
  input: Sent;
}): Promise<ReadRequest> {
  const { deps, input } = call;
  const { client_id: id, redirect_uri: redirectUri, state } = input.parameters;
  const refused = (why: string) => ({ outcome: 'refused', why }) as const;
  if (id === undefined || input.repeated.has('client_id')) return refused('The app did not say who it is.');
  const client = await findClient(createClientStore(deps.dynamo, deps.table), id);
  if (!client?.grantTypes.includes('authorization_code')) return refused('The app is not registered here.');
  if (
    redirectUri === undefined ||
    input.repeated.has('redirect_uri') ||
    !isRegistered(redirectUri, client.redirectUris)
  )
    return refused('The address that the app wants to be answered at is not registered for it.');
  try {
    return { outcome: 'asked', request: checkAll(client, input) };
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    const to = { redirectUri, state: input.repeated.has('state') ? undefined : state };
    const answer = { error: error.error, error_description: error.message };
    return { outcome: 'answered', redirectTo: answerTo(deps.apiUrl, to, answer) };
  }
}

function checkAll(client: OAuthClient, input: Sent): AuthorizationRequest {
  const [repeated] = input.repeated;
  if (repeated !== undefined) throw new OAuthError('invalid_request', 'A parameter is there twice.');
  if (input.unsupported === 'request') throw new OAuthError('request_not_supported', 'Send plain parameters.');
  if (input.unsupported) throw new OAuthError('request_uri_not_supported', 'Send plain parameters.');
  return checkParameters(client, input.parameters);
}

/** From the query as it was sent, since API Gateway joins the values of a repeated name. */
export function sentInQuery(rawQuery: string): Sent {
  const fields = [...new URLSearchParams(rawQuery)];
  const names = fields.map(([name]) => name);
  const parameters = Object.fromEntries(fields.filter(([, value]) => value !== ''));
  return {
    parameters,
    repeated: new Set(names.filter((name, at) => names.indexOf(name) !== at)),
    unsupported: (['request', 'request_uri'] as const).find((name) => Object.hasOwn(parameters, name)),
  };
}
