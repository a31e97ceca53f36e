import type { AuthorizerContext } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { checkBinding, isDpopScheme, refusal } from '../dpop/check-binding.ts';
import type { FindGrant } from '../grant/find-grant.ts';
import type { VerifyAccessToken } from './access-token.ts';
import type { Presented } from './authorize.ts';
import { hasUniqueNames } from './unique-names.ts';

export interface CheckTokenDeps {
  readonly verify: VerifyAccessToken;
  readonly findGrant: FindGrant;
  /** Where proofs are used up. */
  readonly table: Table;
}

/** Who the bearer of an access token is, and what they may do now. */
export async function checkToken(call: {
  deps: CheckTokenDeps;
  input: Presented & { scheme: string; token: string };
}): Promise<AuthorizerContext> {
  const { deps, input } = call;
  const claims = await deps.verify(input.token, input.now);
  if ('rejected' in claims) return rejected(input.scheme, claims.rejected);
  if (!hasUniqueNames(input.token)) return rejected(input.scheme, 'A claim of the access token is there twice.');
  const refused = await checkBinding({ deps, input: { ...input, thumbprint: claims.cnf?.jkt } });
  if (refused) return { outcome: 'rejected', ...refused };
  const grant = await deps.findGrant(claims, input.now);
  if (!grant) return rejected(input.scheme, 'The session has ended, or its organization is closed to you.');
  return {
    outcome: 'authenticated',
    orgId: claims.org,
    actorType: claims.actor,
    actorId: claims.sub,
    ...(claims.sid && { sessionId: claims.sid }),
    ...(claims.client_id && { clientId: claims.client_id }),
    scope: claims.scope,
    permissions: grant.permissions.join(' '),
    plan: grant.plan,
    ...(grant.teams.length > 0 && { teams: grant.teams.join(' ') }),
    ...(grant.restriction && { restriction: grant.restriction }),
    ...(grant.projects && { projects: grant.projects.join(' ') }),
  };
}

/** Asks again in the scheme that the client speaks. */
function rejected(scheme: string, reason: string): AuthorizerContext {
  return { outcome: 'rejected', ...(isDpopScheme(scheme) ? refusal('invalid_token', reason) : { reason }) };
}
