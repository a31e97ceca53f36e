import type { MemberStore } from '../member/store.ts';
import type { Membership } from '../organization/organization.ts';
import type { OrganizationStore } from '../organization/store.ts';

export interface Ownerships {
  /** Organizations in which the person is alone. */
  readonly alone: string[];
  /** Organizations with others in them, of which nobody else is an owner. */
  readonly onlyOwner: string[];
}

export async function ownershipsOf(call: {
  deps: { organizations: OrganizationStore; members: MemberStore };
  input: { memberships: readonly Membership[] };
}): Promise<Ownerships> {
  const { deps, input } = call;
  const found: Ownerships = { alone: [], onlyOwner: [] };
  for (const { orgId, role } of input.memberships) {
    if (role !== 'owner') continue;
    const [owners, members] = await Promise.all([
      deps.organizations.owners(orgId),
      deps.members.page(orgId, { limit: 2 }),
    ]);
    if (members.items.length === 1) found.alone.push(orgId);
    else if (owners.length === 1) found.onlyOwner.push(orgId);
  }
  return found;
}
