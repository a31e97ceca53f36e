import type { PublicContext } from '../../../shared/context.ts';
import { OAuthError } from '../../../shared/oauth-error.ts';
import { createCredentialStore } from '../api-key/credential/store.ts';
import { hashSecret, mayBeSecret } from '../api-key/secret.ts';
import { authenticateClient, invalidClient, type PresentedClient } from '../client/authenticate-client.ts';
import type { AuthDeps } from '../deps.ts';
import { createGrantFinder } from '../grant/find-grant.ts';
import { createGrantStore } from '../grant/store.ts';
import type { VerifyAccessToken } from '../token/access-token.ts';
import { findToken } from './find-token.ts';

type Deps = AuthDeps & { readonly verify: VerifyAccessToken };

export type Introspection = { readonly active: boolean } & Readonly<Record<string, unknown>>;
const inactive: Introspection = { active: false };

/**
 * What a token means now (RFC 7662), for a confidential client of the token's own organization. Everything else is `active:
 * false`, without a reason, so that nobody can probe for tokens of others.
 * @throws OAuthError `invalid_client`
 */
export async function introspectToken(call: {
  ctx: PublicContext;
  deps: Deps;
  input: PresentedClient;
}): Promise<Introspection> {
  const { ctx, deps, input } = call;
  const client = await authenticateClient({ ctx, deps, input });
  // A public client has proved nothing, and §2.1 wants proof.
  if (client.secretHash === undefined || client.orgId === undefined) throw invalidClient(false);
  const { token } = input.form;
  if (!token) throw new OAuthError('invalid_request', 'Send the token.');
  const own = { orgId: client.orgId, clientId: client.id };
  // Tokens first: a key that was imported may look like anything.
  return (await ofToken(deps, token, own, ctx.now)) ?? (await ofApiKey(deps, token, own.orgId, ctx.now)) ?? inactive;
}

async function ofApiKey(deps: Deps, secret: string, orgId: string, now: number) {
  const key = mayBeSecret(secret) && (await createCredentialStore(deps.table).findCredential(hashSecret(secret)));
  if (!key || key.orgId !== orgId) return undefined;
  const ends = [key.expiresAt, key.closesAt].flatMap((end) => (end === undefined ? [] : [Date.parse(end)]));
  const end = Math.min(...ends);
  if (end <= now) return undefined;
  return {
    ...{ active: true, iss: deps.apiUrl, aud: deps.apiUrl, sub: key.keyId, org: orgId, actor: 'api-key' },
    ...{ scope: key.scopes.join(' '), token_type: 'Bearer' },
    ...(Number.isFinite(end) && { exp: Math.floor(end / 1_000) }),
  };
}

async function ofToken(
  deps: Deps,
  token: string,
  own: { orgId: string; clientId: string },
  now: number,
): Promise<Introspection | undefined> {
  const found = await findToken(deps, token, now);
  if (found?.kind === 'access') {
    const { claims, times } = found;
    const grant = claims.org === own.orgId && (await createGrantFinder(createGrantStore(deps.table))(claims, now));
    if (!grant) return undefined;
    const token_type = claims.cnf ? 'DPoP' : 'Bearer';
    return { active: true, iss: deps.apiUrl, aud: deps.apiUrl, ...claims, ...times, token_type };
  }
  if (found?.kind !== 'refresh') return undefined;
  const { session, generation } = found;
  // Only its own client has use for a refresh token; nobody else needs to know that it works.
  if (session.clientId !== own.clientId || generation !== session.generation) return undefined;
  const { userId: sub, orgId: org, clientId: client_id, scope } = session;
  const exp = Math.floor(session.expiresAt / 1_000);
  return { active: true, iss: deps.apiUrl, sub, org, client_id, scope, exp };
}
