import type { PublicContext } from '../../../shared/context.ts';
import type { AuthDeps } from '../deps.ts';
import { roleLabel } from '../role/permissions-of-role.ts';
import type { RoleStore } from '../role/store.ts';
import { holdNetwork } from '../throttle/hold-network.ts';
import { findInvitation, invalidInvitation } from './find-invitation.ts';
import type { InvitationPreview } from './invitation.ts';
import type { InvitationStore } from './store.ts';

/** For whoever has the mail: who invites to what, as what. @throws AppError `invalid_link`, `too_many_attempts` */
export async function previewInvitation(call: {
  ctx: PublicContext;
  deps: AuthDeps & { invitations: InvitationStore; roles: RoleStore };
  input: { token: string };
}): Promise<InvitationPreview> {
  const { ctx, deps } = call;
  await holdNetwork({ ctx, deps, input: { limit: 'link' } });
  const { orgId, invitation } = await findInvitation(call);
  const { invitedBy, email, expiresAt } = invitation;
  const [organization, inviter, role] = await Promise.all([
    deps.organizations.get(orgId),
    invitedBy.startsWith('usr_') ? deps.users.get(invitedBy) : undefined,
    roleLabel(deps, orgId, invitation.role),
  ]);
  if (!organization) throw invalidInvitation();
  const { id, name } = organization;
  return { organization: { id, name }, ...(inviter && { inviter: inviter.name }), role, email, expiresAt };
}
