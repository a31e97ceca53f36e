import type { Recipient } from '../mail/send-mail.ts';
import type { OrganizationStore } from '../organization/store.ts';
import { roleLabel } from '../role/permissions-of-role.ts';
import type { RoleStore } from '../role/store.ts';
import type { UserStore } from '../user/store.ts';
import { statusAt } from './invitation.ts';
import type { InvitationStore } from './store.ts';

interface Deps {
  readonly invitations: InvitationStore;
  readonly organizations: OrganizationStore;
  readonly roles: RoleStore;
  readonly users: UserStore;
  readonly now: () => number;
}

/** Whom an invitation is mailed to, and what it says; nobody when it has ended meanwhile. */
export function createInvitedFinder(deps: Deps) {
  return async (orgId: string, invitationId: string): Promise<Recipient | undefined> => {
    const invitation = await deps.invitations.get(orgId, invitationId);
    if (!invitation || statusAt(invitation, deps.now()) !== 'pending') return undefined;
    const { email, invitedBy } = invitation;
    const [organization, inviter, role] = await Promise.all([
      deps.organizations.get(orgId),
      invitedBy.startsWith('usr_') ? deps.users.get(invitedBy) : undefined,
      roleLabel(deps, orgId, invitation.role),
    ]);
    if (!organization) return undefined;
    const facts = { organization: organization.name, inviter: inviter?.name ?? organization.name, role };
    return { to: email, subject: invitationId, about: orgId, facts };
  };
}
