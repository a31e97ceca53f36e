import { OAuthError } from '../../../shared/oauth-error.ts';
import { recorded } from '../audit/recorded.ts';
import type { OAuthClient } from '../client/client.ts';
import { requestedScope } from '../client/requested-scope.ts';
import type { TokenGrant } from '../oauth/token-grant.ts';
import { accessTokenSeconds, signAccessToken } from '../token/access-token.ts';
import { createTrustRuleStore } from './store.ts';

/**
 * A service account gets a token for itself (RFC 6749 §4.4): for 15 minutes, and without a refresh token, since it can ask
 * again (§4.4.3).
 * @throws OAuthError `unauthorized_client`, `invalid_scope`
 */
export const clientCredentialsGrant: TokenGrant = async ({ ctx, deps, input }) => {
  const { client, form, dpopThumbprint } = input;
  if (!isServiceAccount(client)) {
    throw new OAuthError('unauthorized_client', 'Only a service account gets a token for itself.');
  }
  const scope = requestedScope(client, form.scope);
  const { note } = createTrustRuleStore(deps.dynamo, deps.table);
  await note(
    recorded(deps.table, ctx, {
      ...({ orgId: client.orgId, action: 'token.issued', actor: { type: 'service-account', id: client.id } } as const),
      target: { type: 'client', id: client.id },
      after: { scope },
    }),
  );
  const claims = {
    ...{ sub: client.id, org: client.orgId, client_id: client.id, scope },
    ...(dpopThumbprint && { cnf: { jkt: dpopThumbprint } }),
    ...({ actor: 'service-account', token_use: 'access' } as const),
  };
  return {
    access_token: await signAccessToken(await deps.loadSigningKey(), deps.apiUrl, claims, ctx.now),
    token_type: dpopThumbprint ? 'DPoP' : 'Bearer',
    expires_in: accessTokenSeconds,
    scope,
  };
};

function isServiceAccount(client: OAuthClient | undefined): client is OAuthClient & { orgId: string } {
  return client?.kind === 'service-account' && client.orgId !== undefined && client.secretHash !== undefined;
}
