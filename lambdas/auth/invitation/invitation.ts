import * as z from 'zod';
import { idPattern } from '../../../shared/id.ts';
import { MemberRole } from '../role/role.ts';
import { TeamId, teamsPerMember } from '../team/team.ts';
import { Email } from '../user/user.ts';

export const InvitationId = z.string().regex(idPattern('invitation'), 'Not an invitation id');

export const invitationMs = 7 * 24 * 3_600_000;

export const Invitation = z
  .object({
    id: InvitationId,
    email: z.string(),
    role: MemberRole,
    teamIds: z.array(z.string()),
    status: z.enum(['pending', 'accepted', 'declined', 'revoked', 'expired']),
    invitedBy: z.string().describe('Id of the person or credential.'),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'Invitation' });
export type Invitation = z.infer<typeof Invitation>;

export const NewInvitation = z.strictObject({
  email: Email,
  role: MemberRole,
  teamIds: z
    .array(TeamId)
    .max(teamsPerMember)
    .default([])
    .transform((ids) => [...new Set(ids)]),
});
export type NewInvitation = z.output<typeof NewInvitation>;

/** What its bearer sees before they decide. */
export const InvitationPreview = z
  .object({
    organization: z.object({ id: z.string(), name: z.string() }),
    inviter: z.string().optional().describe('Name of the person; absent when it was an API key, or they are gone.'),
    role: z.string().describe('Name of the role.'),
    email: z.string().describe('The address that was invited; an account with it can accept.'),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'InvitationPreview' });
export type InvitationPreview = z.infer<typeof InvitationPreview>;

/** The time runs out whether or not anybody writes that down. */
export function statusAt({ status, expiresAt }: Invitation, now: number): Invitation['status'] {
  return status === 'pending' && Date.parse(expiresAt) <= now ? 'expired' : status;
}
