import { permissionsOfScopes } from '../api-key/scope.ts';
import { permissionsOfRole } from '../role/role.ts';
import type { Claims } from '../token/access-token.ts';
import type { Grant } from './grant.ts';
import type { GrantStore } from './store.ts';

export type FindGrant = (claims: Claims, now: number) => Promise<Grant | undefined>;

/** What a token allows now: the role that its bearer has today, cut down to the scopes that the token was given for. */
export function createGrantFinder(store: GrantStore): FindGrant {
  return async (claims, now) => {
    if (claims.actor !== 'user' || claims.sid === undefined) return undefined;
    const found = await store.ofPerson(claims.sid, claims.org, claims.sub);
    if (!found || found.session.userId !== claims.sub || found.session.expiresAt <= now) return undefined;
    const allowed = permissionsOfScopes(claims.scope);
    const permissions = permissionsOfRole[found.membership.role].filter((permission) => allowed.has(permission));
    return { permissions, plan: found.organization.plan, teams: found.membership.teams ?? [] };
  };
}
