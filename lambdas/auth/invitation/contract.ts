import * as z from 'zod';
import { pageOf, pageQuery, route } from '../../../shared/route.ts';
import { Organization } from '../organization/organization.ts';
import { MemberRole } from '../role/role.ts';
import { Invitation, InvitationId, InvitationPreview, NewInvitation } from './invitation.ts';

const token = z.string().min(1).max(200);
const byToken = z.strictObject({ token });

export const invitationContract = {
  createInvitation: route({
    method: 'POST',
    path: '/v1/invitations',
    summary: 'Invite somebody by e-mail',
    description:
      'The invitation is good for 7 days and takes a seat of the plan. Nobody can give a role above their own.',
    access: 'members:write',
    body: NewInvitation,
    reply: { status: 201, description: 'The invitation; its link is in the mail only.', body: Invitation },
    errors: ['conflict', 'plan_limit_reached'],
    isIdempotent: true,
  }),
  listInvitations: route({
    method: 'GET',
    path: '/v1/invitations',
    summary: 'List invitations, newest first',
    access: 'members:read',
    query: z.strictObject(pageQuery),
    reply: { status: 200, description: 'A page of invitations.', body: pageOf(Invitation) },
    errors: ['invalid_cursor'],
  }),
  revokeInvitation: route({
    method: 'DELETE',
    path: '/v1/invitations/{id}',
    summary: 'Revoke an invitation',
    access: 'members:write',
    params: z.strictObject({ id: InvitationId }),
    reply: { status: 204, description: 'Its link is dead.' },
    errors: ['not_found', 'conflict'],
  }),
  previewInvitation: route({
    method: 'POST',
    path: '/v1/invitations/preview',
    summary: 'See what an invitation is to',
    access: 'public',
    body: byToken,
    reply: { status: 200, description: 'Who invites to what.', body: InvitationPreview },
    errors: ['invalid_link', 'too_many_attempts', 'unavailable'],
  }),
  acceptInvitation: route({
    method: 'POST',
    path: '/v1/invitations/accept',
    summary: 'Join the organization of an invitation',
    description: 'Needs a log-in with the invited address, verified. To work there, switch to the organization.',
    access: 'authenticated',
    body: byToken,
    reply: {
      status: 200,
      description: 'The organization, with one’s role in it.',
      body: Organization.extend({ role: MemberRole }),
    },
    errors: ['invalid_link', 'forbidden', 'email_not_verified', 'plan_limit_reached', 'conflict'],
  }),
  declineInvitation: route({
    method: 'POST',
    path: '/v1/invitations/decline',
    summary: 'Decline an invitation',
    access: 'public',
    body: byToken,
    reply: { status: 204, description: 'Done.' },
    errors: ['invalid_link', 'too_many_attempts', 'unavailable'],
  }),
  invitationPage: route({
    method: 'GET',
    path: '/invitation',
    summary: 'The page that an invitation links to',
    access: 'public',
    query: z.strictObject({ token: z.string().max(200) }),
    reply: { status: 200, description: 'A page that shows it and asks for the answer.', contentTypes: ['text/html'] },
  }),
} as const;
