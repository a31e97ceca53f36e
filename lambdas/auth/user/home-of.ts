import type { OrganizationStore } from '../organization/store.ts';
import { nobody } from './user.ts';

/** The organization that a person joined first, which keeps what is recorded of their account; nobody's when they have none. */
export async function homeOf(organizations: Pick<OrganizationStore, 'membershipsOf'>, userId: string): Promise<string> {
  const memberships = await organizations.membershipsOf(userId);
  return memberships.sort((a, b) => a.joinedAt.localeCompare(b.joinedAt))[0]?.orgId ?? nobody.orgId;
}
