import { AppError } from '../../../shared/errors.ts';
import type { Membership } from './organization.ts';
import type { OrganizationStore } from './store.ts';

/**
 * Without a wish it is the organization that one joined first.
 * @throws AppError `not_found` for an organization that one is not in
 */
export async function chooseMembership(
  organizations: OrganizationStore,
  userId: string,
  wish?: string,
): Promise<Membership> {
  const memberships = (await organizations.membershipsOf(userId)).sort((a, b) => a.joinedAt.localeCompare(b.joinedAt));
  const chosen = wish ? memberships.find(({ orgId }) => orgId === wish) : memberships[0];
  if (!chosen) throw new AppError('not_found', 'You are not a member of this organization.');
  return chosen;
}
