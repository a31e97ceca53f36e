import type { PublicContext } from '../../../shared/context.ts';
import { OAuthError } from '../../../shared/oauth-error.ts';
import { authenticateClient } from '../client/authenticate-client.ts';
import { GrantType, type OAuthClient } from '../client/client.ts';
import type { AuthDeps } from '../deps.ts';
import { deviceCodeGrant } from '../device/device-code-grant.ts';
import { checkProof } from '../dpop/check-proof.ts';
import { clientCredentialsGrant } from '../exchange/client-credentials-grant.ts';
import { tokenExchangeGrant } from '../exchange/token-exchange-grant.ts';
import { authorizationCodeGrant } from './authorization-code-grant.ts';
import { refreshTokenGrant } from './refresh-token-grant.ts';
import type { TokenGrant, TokenReply } from './token-grant.ts';

const tokenExchange = 'urn:ietf:params:oauth:grant-type:token-exchange';

const grants: Readonly<Record<GrantType, TokenGrant>> = {
  authorization_code: authorizationCodeGrant,
  refresh_token: refreshTokenGrant,
  client_credentials: clientCredentialsGrant,
  'urn:ietf:params:oauth:grant-type:device_code': deviceCodeGrant,
  [tokenExchange]: tokenExchangeGrant,
};

export interface TokenRequest {
  readonly form: Readonly<Record<string, string>>;
  readonly authorization: string | undefined;
  /** The `DPoP` header. */
  readonly proof: string | undefined;
}

/**
 * The one door to all tokens (RFC 6749 §3.2): which client asks, which key it proves to have, and then what its grant says.
 * @throws OAuthError `unsupported_grant_type`, `invalid_client`, `unauthorized_client`, `invalid_dpop_proof`, and those of the grant
 */
export async function issueToken(call: {
  ctx: PublicContext;
  deps: AuthDeps;
  input: TokenRequest;
}): Promise<TokenReply> {
  const { ctx, deps, input } = call;
  const grantType = GrantType.safeParse(input.form.grant_type).data;
  if (!grantType) throw new OAuthError('unsupported_grant_type', 'The discovery document lists the grant types.');
  const client = needsNoClient(grantType, input) ? undefined : await authenticateClient({ ctx, deps, input });
  if (client && !client.grantTypes.includes(grantType))
    throw new OAuthError('unauthorized_client', 'This client is not registered for the grant type.');
  const dpopThumbprint = await provenKey(ctx, deps, input.proof);
  refuseUnbound(client, dpopThumbprint);
  return grants[grantType]({ ctx, deps, input: { form: input.form, client, dpopThumbprint } });
}

/** A CI job has no registration here: its provider's token is its proof (RFC 8693 §2.1 leaves client authentication open). */
function needsNoClient(grantType: GrantType, { form, authorization }: TokenRequest): boolean {
  const isNamed = form.client_id !== undefined || form.client_secret !== undefined || authorization !== undefined;
  return grantType === tokenExchange && !isNamed;
}

async function provenKey(ctx: PublicContext, deps: AuthDeps, proof: string | undefined): Promise<string | undefined> {
  if (proof === undefined) return undefined;
  return checkProof({ ctx, deps, input: { proof, method: 'POST', url: `${deps.apiUrl}/v1/oauth/token` } });
}

function refuseUnbound(client: OAuthClient | undefined, dpopThumbprint: string | undefined): void {
  if (client?.requiresDpop && !dpopThumbprint)
    throw new OAuthError('invalid_dpop_proof', 'This client sends a DPoP proof with every token request.');
}
