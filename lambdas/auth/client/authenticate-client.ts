import type { PublicContext } from '../../../shared/context.ts';
import { OAuthError } from '../../../shared/oauth-error.ts';
import type { AuthDeps } from '../deps.ts';
import type { OAuthClient } from './client.ts';
import { findClient } from './find-client.ts';
import { isClientSecret } from './secret.ts';
import { createClientStore } from './store.ts';

export interface PresentedClient {
  readonly form: Readonly<Record<string, string>>;
  /** The `Authorization` header. */
  readonly authorization: string | undefined;
}

/**
 * Which client is asking (RFC 6749 §2.3): HTTP Basic, or `client_id` and `client_secret` in the form, or `client_id` alone for a
 * client that has no secret. Exactly one of them.
 * @throws OAuthError `invalid_client`, the same for an unknown client and a wrong secret; `invalid_request`
 */
export async function authenticateClient(call: {
  ctx: PublicContext;
  deps: Pick<AuthDeps, 'dynamo' | 'table'>;
  input: PresentedClient;
}): Promise<OAuthClient> {
  const { deps, input } = call;
  const basic = input.authorization === undefined ? undefined : basicOf(input.authorization);
  refuseTwoMethods(input.form, basic);
  const id = basic?.id ?? input.form.client_id ?? '';
  const secret = basic?.secret ?? input.form.client_secret;
  const client = await findClient(createClientStore(deps.dynamo, deps.table), id);
  const isRight =
    secret === undefined
      ? client !== undefined && client.secretHash === undefined
      : isClientSecret(secret, client?.secretHash);
  if (!client || !isRight) throw invalidClient(basic !== undefined);
  return client;
}

function refuseTwoMethods(form: PresentedClient['form'], basic: { id: string } | undefined): void {
  if (form.client_assertion !== undefined || form.client_assertion_type !== undefined)
    throw new OAuthError('invalid_request', 'Clients authenticate with a secret, not with an assertion.');
  if (!basic) return;
  if (form.client_secret !== undefined) throw new OAuthError('invalid_request', 'Send the secret once.');
  if (form.client_id !== undefined && form.client_id !== basic.id)
    throw new OAuthError('invalid_request', 'The form names another client than the Authorization header.');
}

/** RFC 6749 §2.3.1: both parts are form-encoded before they are joined and encoded again. */
function basicOf(header: string): { id: string; secret: string } {
  const encoded = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(header)?.[1];
  const text = encoded === undefined ? '' : Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  const [id, secret] = [formDecoded(text.slice(0, Math.max(colon, 0))), formDecoded(text.slice(colon + 1))];
  if (colon < 1 || id === undefined || secret === undefined) throw invalidClient(true);
  return { id, secret };
}

function formDecoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '));
  } catch {
    // A stray percent sign: whatever it was meant to be, it is no secret of ours.
    return undefined;
  }
}

/** @returns the error of RFC 6749 §5.2, with the challenge that it demands after HTTP Basic */
export function invalidClient(isBasic: boolean): OAuthError {
  const headers = { 'www-authenticate': 'Basic realm="odavl", charset="UTF-8"' };
  return new OAuthError('invalid_client', 'The client is unknown, or did not prove who it is.', {
    ...(isBasic && { headers }),
  });
}
