import type { Context } from '../../../shared/context.ts';
import { AppError, found } from '../../../shared/errors.ts';
import type { AuthDeps } from '../deps.ts';
import { endInvitation } from './end-invitation.ts';
import type { InvitationStore } from './store.ts';

/** @throws AppError `not_found`, or `conflict` when it was accepted, declined or revoked already */
export async function revokeInvitation(call: {
  ctx: Context;
  deps: AuthDeps & { invitations: InvitationStore };
  input: { id: string };
}): Promise<void> {
  const { ctx, deps, input } = call;
  const invitation = found(await deps.invitations.get(ctx.orgId, input.id), 'invitation');
  if (await endInvitation({ ctx, deps, input: { orgId: ctx.orgId, invitation, to: 'revoked' } })) return;
  const { status } = found(await deps.invitations.get(ctx.orgId, input.id), 'invitation');
  throw new AppError('conflict', `The invitation is ${status}; only a pending one can be revoked.`);
}
