import type { PublicContext } from '../../../shared/context.ts';
import type { AuthDeps } from '../deps.ts';
import { holdNetwork } from '../throttle/hold-network.ts';
import { endInvitation } from './end-invitation.ts';
import { findInvitation, invalidInvitation } from './find-invitation.ts';
import type { InvitationStore } from './store.ts';

/** Whoever has the mail may decline; it needs no account. @throws AppError `invalid_link`, `too_many_attempts` */
export async function declineInvitation(call: {
  ctx: PublicContext;
  deps: AuthDeps & { invitations: InvitationStore };
  input: { token: string };
}): Promise<void> {
  const { ctx, deps } = call;
  await holdNetwork({ ctx, deps, input: { limit: 'link' } });
  const { orgId, invitation, hash } = await findInvitation(call);
  const input = { orgId, invitation, to: 'declined', alongside: deps.links.use(hash) } as const;
  if (!(await endInvitation({ ctx, deps, input }))) throw invalidInvitation();
}
