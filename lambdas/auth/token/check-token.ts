import type { AuthorizerContext } from '../../../shared/context.ts';
import type { FindGrant } from '../grant/find-grant.ts';
import type { VerifyAccessToken } from './access-token.ts';
import type { Presented } from './authorize.ts';

export interface CheckTokenDeps {
  readonly verify: VerifyAccessToken;
  readonly findGrant: FindGrant;
}

/** Who the bearer of an access token is, and what they may do now. */
export async function checkToken(call: {
  deps: CheckTokenDeps;
  input: Presented & { scheme: string; token: string };
}): Promise<AuthorizerContext> {
  const { deps, input } = call;
  const claims = await deps.verify(input.token, input.now);
  if ('rejected' in claims) return { outcome: 'rejected', reason: claims.rejected };
  const grant = await deps.findGrant(claims, input.now);
  if (!grant) return { outcome: 'rejected', reason: 'The session has ended, or its organization is closed to you.' };
  return {
    outcome: 'authenticated',
    orgId: claims.org,
    actorType: claims.actor,
    actorId: claims.sub,
    ...(claims.sid && { sessionId: claims.sid }),
    permissions: grant.permissions.join(' '),
    plan: grant.plan,
    ...(grant.teams.length > 0 && { teams: grant.teams.join(' ') }),
    ...(grant.projects && { projects: grant.projects.join(' ') }),
  };
}
