import type { Context } from '../../../shared/context.ts';
import type { Membership, Organization } from '../organization/organization.ts';
import { readOrganization } from '../organization/read-organization.ts';
import type { OrganizationStore } from '../organization/store.ts';
import type { UserStore } from '../user/store.ts';
import type { User } from '../user/user.ts';

/** An app sees of its person what its scopes say (OIDC Core §5.4); our own log-in sees all. */
type VisibleUser = Omit<User, 'email' | 'name'> & Partial<Pick<User, 'email' | 'name'>>;

interface Me {
  readonly actor: Context['actor'];
  readonly user?: VisibleUser;
  readonly role?: Membership['role'];
  readonly organization: Organization;
  readonly permissions: string[];
}

export async function readMe(call: {
  ctx: Context;
  deps: { organizations: OrganizationStore; users: UserStore };
}): Promise<Me> {
  const { ctx, deps } = call;
  const { id, type } = ctx.actor;
  const isPerson = type === 'user';
  const [user, membership, organization] = await Promise.all([
    isPerson ? deps.users.get(id) : undefined,
    isPerson ? deps.organizations.membership(ctx.orgId, id) : undefined,
    readOrganization({ ctx, deps, input: { id: ctx.orgId } }),
  ]);
  const permissions = [...ctx.permissions].sort();
  return {
    actor: ctx.actor,
    ...(user && { user: visible(user, ctx) }),
    ...(membership && { role: membership.role }),
    organization,
    permissions,
  };
}

function visible(user: User, { clientId, scopes }: Context): VisibleUser {
  if (clientId === undefined || scopes?.has('full')) return user;
  const { email, name, ...rest } = user;
  return { ...rest, ...(scopes?.has('email') && { email }), ...(scopes?.has('profile') && { name }) };
}
