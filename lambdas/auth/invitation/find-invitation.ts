import type { PublicContext } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import { hashLinkToken } from '../link/link-token.ts';
import type { LinkStore } from '../link/store.ts';
import { type Invitation, statusAt } from './invitation.ts';
import type { InvitationStore } from './store.ts';

export interface FoundInvitation {
  /** Hash of the token that it was found by. */
  readonly hash: string;
  readonly orgId: string;
  readonly invitation: Invitation;
}

/** The pending invitation that a mailed token is for. @throws AppError `invalid_link` */
export async function findInvitation(call: {
  ctx: PublicContext;
  deps: { links: LinkStore; invitations: InvitationStore };
  input: { token: string };
}): Promise<FoundInvitation> {
  const { ctx, deps, input } = call;
  const hash = hashLinkToken(input.token);
  const link = await deps.links.find(hash, 'accept-invitation', ctx.now);
  const orgId = link?.about;
  const invitation = link && orgId ? await deps.invitations.get(orgId, link.subject) : undefined;
  if (!orgId || !invitation || statusAt(invitation, ctx.now) !== 'pending') throw invalidInvitation();
  return { hash, orgId, invitation };
}

export function invalidInvitation(): AppError {
  return new AppError('invalid_link', 'This invitation is unknown, was used or revoked, or is older than 7 days.');
}
