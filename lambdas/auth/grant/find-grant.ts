import type { Permission } from '../../../shared/permission.ts';
import { permissionsOfScopes } from '../api-key/scope.ts';
import { isClosedTo, type Membership } from '../organization/organization.ts';
import { isBuiltIn, permissionsOfRole } from '../role/role.ts';
import { isTwoFactor } from '../session/session.ts';
import type { Claims } from '../token/access-token.ts';
import type { Grant } from './grant.ts';
import type { GrantStore, MachineGrant } from './store.ts';

export type FindGrant = (claims: Claims, now: number) => Promise<Grant | undefined>;

/** What a token allows now: the role that its bearer has today, cut down to the scopes that the token was given for. */
export function createGrantFinder(store: GrantStore): FindGrant {
  return async (claims, now) => {
    if (claims.actor === 'service-account')
      return machineGrant(claims, await store.ofServiceAccount(claims.org, claims.sub));
    if (claims.actor === 'workload') return machineGrant(claims, await store.ofWorkload(claims.org, claims.sub));
    if (claims.actor !== 'user' || claims.sid === undefined) return undefined;
    const { sid: sessionId, org: orgId, sub: userId, client_id: clientId } = claims;
    const found = await store.ofPerson({ sessionId, orgId, userId, clientId });
    if (!found || found.session.userId !== claims.sub || found.session.expiresAt <= now) return undefined;
    if (isClosedTo(found.membership, found.session)) return undefined;
    const { plan } = found.organization;
    if (found.organization.requiresSecondFactor && !isTwoFactor(found.session.methods))
      return { permissions: [], plan, teams: [], restriction: needsSecondFactor };
    const allowed = permissionsOfScopes(claims.scope);
    const permissions = (await permissionsOfMember(store, found.membership)).filter((permission) =>
      allowed.has(permission),
    );
    return { permissions, plan, teams: found.membership.teams ?? [] };
  };
}

/** Not a rejection: such a person can still set a second factor up, switch to another organization, and leave. */
const needsSecondFactor =
  'This organization demands a second factor. Set one up at /account/security, then log in with it.';

/** A custom role is a second read; one that is gone allows nothing. */
async function permissionsOfMember(store: GrantStore, { orgId, role }: Membership): Promise<readonly Permission[]> {
  if (isBuiltIn(role)) return permissionsOfRole[role];
  return (await store.customRole(orgId, role))?.permissions ?? [];
}

/** Of a program: the scopes that both its token and its registration of today have. */
function machineGrant({ scope }: Claims, found: MachineGrant | undefined): Grant | undefined {
  if (!found) return undefined;
  const scopes = scope.split(' ').filter((word) => found.scopes.includes(word));
  const { projectIds: projects, organization } = found;
  const permissions = [...permissionsOfScopes(scopes.join(' '))];
  return { permissions, plan: organization.plan, teams: [], ...(projects && { projects }) };
}
