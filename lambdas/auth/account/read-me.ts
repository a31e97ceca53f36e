import type { Context } from '../../../shared/context.ts';
import type { Organization } from '../organization/organization.ts';
import { readOrganization } from '../organization/read-organization.ts';
import type { OrganizationStore } from '../organization/store.ts';
import type { UserStore } from '../user/store.ts';
import type { User } from '../user/user.ts';

export async function readMe(call: {
  ctx: Context;
  deps: { organizations: OrganizationStore; users: UserStore };
}): Promise<{ actor: Context['actor']; user?: User; organization: Organization; permissions: string[] }> {
  const { ctx, deps } = call;
  const [user, organization] = await Promise.all([
    ctx.actor.type === 'user' ? deps.users.get(ctx.actor.id) : undefined,
    readOrganization({ ctx, deps, input: { id: ctx.orgId } }),
  ]);
  return { actor: ctx.actor, ...(user && { user }), organization, permissions: [...ctx.permissions].sort() };
}
