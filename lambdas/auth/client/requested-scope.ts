import { OAuthError } from '../../../shared/oauth-error.ts';
import type { OAuthClient, OAuthScope } from './client.ts';

/** Too much to be given to whoever forgets to say what is needed. */
const onlyWhenNamed: ReadonlySet<OAuthScope> = new Set<OAuthScope>(['full', 'admin']);

/**
 * The scopes of a request (RFC 6749 §3.3), each once. Without any it is what the client is registered for, but neither `full`
 * nor `admin`.
 * @throws OAuthError `invalid_scope` for one that the client is not registered for
 */
export function requestedScope(client: OAuthClient, scope: string | undefined): string {
  const words = [...new Set((scope ?? '').split(' ').filter(Boolean))];
  const known: ReadonlySet<string> = new Set(client.scopes);
  if (words.some((word) => !known.has(word))) {
    throw new OAuthError('invalid_scope', `This client may ask for: ${client.scopes.join(' ')}.`);
  }
  const asked = words.length > 0 ? words : client.scopes.filter((each) => !onlyWhenNamed.has(each));
  if (asked.length === 0) throw new OAuthError('invalid_scope', 'Name the scopes that the client needs.');
  return asked.join(' ');
}
