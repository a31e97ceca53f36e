import * as z from 'zod';
import { ActorType } from '../../../shared/context.ts';
import { pageQuery, route } from '../../../shared/route.ts';
import { ApiKey } from '../api-key/api-key.ts';
import { AuditEntry } from '../audit/entry.ts';
import { SecondFactors } from '../mfa/mfa.ts';
import { Organization } from '../organization/organization.ts';
import { Passkey } from '../passkey/passkey.ts';
import { MemberRole } from '../role/role.ts';
import { SessionView } from '../session/session.ts';
import { PersonName, User } from '../user/user.ts';

const token = z.string().min(1).max(200);
const organizationId = z.string();

/** Everything about a person; only the first page has more than `auditRecords`. */
const PersonalData = z.object({
  exportedAt: z.iso.datetime(),
  user: User.optional(),
  memberships: z
    .array(
      z.object({
        ...{ organizationId, organizationName: z.string(), role: MemberRole },
        ...{ joinedAt: z.iso.datetime(), teams: z.array(z.string()) },
      }),
    )
    .optional(),
  sessions: z.array(SessionView.omit({ isCurrent: true })).optional(),
  secondFactors: SecondFactors.optional(),
  passkeys: z.array(Passkey).optional(),
  apiKeys: z
    .array(
      ApiKey.pick({ id: true, name: true, scopes: true, hint: true, createdAt: true, revokedAt: true }).extend({
        organizationId,
      }),
    )
    .optional()
    .describe('Those that you made, without secrets.'),
  invitations: z
    .array(z.object({ organizationId, id: z.string(), email: z.string() }))
    .optional()
    .describe('To your address.'),
  auditRecords: z.array(AuditEntry.extend({ organizationId })).describe('What you did.'),
  nextCursor: z.string().optional(),
});

export const accountContract = {
  getMe: route({
    method: 'GET',
    path: '/v1/me',
    summary: 'Who am I',
    access: 'authenticated',
    reply: {
      status: 200,
      description: 'The caller, its organization, and what it may do.',
      body: z.object({
        actor: z.object({ type: ActorType, id: z.string() }),
        user: User.partial({ email: true, name: true })
          .optional()
          .describe('Absent for API keys. An app sees address and name by its scopes `email` and `profile`.'),
        role: MemberRole.optional().describe('In this organization; absent for API keys.'),
        organization: Organization,
        permissions: z.array(z.string()),
      }),
    },
  }),
  updateMe: route({
    method: 'PATCH',
    path: '/v1/me',
    summary: 'Change your name',
    access: 'authenticated',
    body: z.strictObject({ name: PersonName }),
    reply: { status: 200, description: 'You, as you are now.', body: User },
    errors: ['forbidden', 'not_found', 'conflict'],
  }),
  exportMe: route({
    method: 'GET',
    path: '/v1/me/export',
    summary: 'All data about you',
    access: 'authenticated',
    query: z.strictObject({ cursor: pageQuery.cursor }),
    reply: {
      status: 200,
      description: 'The first page has everything and your first acts; further ones have further acts.',
      body: PersonalData,
    },
    errors: ['forbidden', 'invalid_cursor'],
    cost: 10,
  }),
  deleteMe: route({
    method: 'DELETE',
    path: '/v1/me',
    summary: 'Delete your account',
    description:
      'Ends all sessions at once; 14 days later the account is erased. Until then the link in the mail about it keeps the account.',
    access: 'authenticated',
    body: z.strictObject({ password: z.string().max(256) }),
    reply: {
      status: 202,
      description: 'It will be erased then.',
      body: z.object({ deletionScheduledFor: z.iso.datetime() }),
    },
    errors: ['forbidden', 'invalid_credentials', 'too_many_attempts', 'conflict'],
  }),
  restoreAccount: route({
    method: 'POST',
    path: '/v1/auth/restore-account',
    summary: 'Keep an account that was to be deleted',
    access: 'public',
    body: z.strictObject({ token }),
    reply: { status: 200, description: 'It stays.', body: z.object({ status: z.literal('restored') }) },
    errors: ['invalid_link', 'too_many_attempts'],
  }),
  restoreAccountPage: route({
    method: 'GET',
    path: '/restore-account',
    summary: 'The page that the mail about a deletion links to',
    access: 'public',
    query: z.strictObject({ token: z.string().max(200) }),
    reply: { status: 200, description: 'A page with one button.', contentTypes: ['text/html'] },
  }),
} as const;
