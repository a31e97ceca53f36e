import * as z from 'zod';
import { defineEvent } from '../../shared/events.ts';
import { type MailKindName, mailKinds } from './mail/mail.ts';

const MailRequest = z.object({
  kind: z.enum(Object.keys(mailKinds) as [MailKindName]),
  /** The person who gets it; absent for an invitation, which goes to an address. */
  userId: z.string().optional(),
  invitationId: z.string().optional(),
  facts: z.record(z.string(), z.string()).optional(),
});
export type MailRequest = z.infer<typeof MailRequest>;

/** Of the examples. */
const userId = 'usr_01jd9p4n6q8r0s2t4v6w8x0y2z';
const projectId = 'prj_01jd9pzv3b8c4d5e6f7g8h9j0k';
const keyId = 'key_01jd9q0w2e4r6t8y0a2s4d6f8g';

export const mailRequested = defineEvent({
  type: 'auth.mail-requested.v1',
  audience: 'internal',
  description: 'A person is to get a mail of ours.',
  payload: MailRequest,
  example: { kind: 'verify-email', userId },
});

export const projectCreated = defineEvent({
  type: 'project.created.v1',
  audience: 'customers',
  description: 'A project was created.',
  subject: 'projectId',
  payload: z.object({ projectId: z.string(), name: z.string() }),
  example: { projectId, name: 'Website' },
});

export const projectDeleted = defineEvent({
  type: 'project.deleted.v1',
  audience: 'customers',
  description: 'A project was deleted.',
  subject: 'projectId',
  payload: z.object({ projectId: z.string() }),
  example: { projectId },
});

export const refreshReuse = defineEvent({
  type: 'security.refresh-reuse.v1',
  audience: 'customers',
  description: 'A refresh token was used a second time; its session was revoked.',
  subject: 'userId',
  payload: z.object({ userId: z.string(), sessionId: z.string() }),
  example: { userId, sessionId: 'ses_01jd9q1z3x5c7v9b1n3m5k7j9h' },
});

export const apiKeyRotated = defineEvent({
  type: 'api-key.rotated.v1',
  audience: 'internal',
  description: 'An API key was given a new secret; the old one works until then, or until it is no longer used.',
  subject: 'keyId',
  payload: z.object({ keyId: z.string(), closesAt: z.string() }),
  example: { keyId, closesAt: '2026-11-23T12:00:00.000Z' },
});

export const apiKeyRotationClosed = defineEvent({
  type: 'api-key.rotation-closed.v1',
  audience: 'internal',
  description: 'The old secret of a rotated API key stopped working.',
  subject: 'keyId',
  payload: z.object({ keyId: z.string(), because: z.string() }),
  example: { keyId, because: 'the old secret is no longer used' },
});

export const keyLeaked = defineEvent({
  type: 'security.key-leaked.v1',
  audience: 'customers',
  description: 'An API key was found in public; it was revoked.',
  subject: 'keyId',
  payload: z.object({ keyId: z.string(), name: z.string(), hint: z.string(), url: z.string(), source: z.string() }),
  example: {
    ...{ keyId, name: 'CI', hint: 'odavl_dhtW…yoPh' },
    ...{ url: 'https://github.com/example/website/blob/main/.env', source: 'commit' },
  },
});

const memberPayload = { userId: z.string(), role: z.string().describe('A built-in role, or the id of a custom one.') };

export const memberAdded = defineEvent({
  type: 'organization.member.added.v1',
  audience: 'customers',
  description: 'Somebody joined the organization.',
  subject: 'userId',
  payload: z.object(memberPayload),
  example: { userId, role: 'developer' },
});

export const memberRemoved = defineEvent({
  type: 'organization.member.removed.v1',
  audience: 'customers',
  description: 'Somebody left the organization, or was removed from it.',
  subject: 'userId',
  payload: z.object({ userId: z.string() }),
  example: { userId },
});

export const memberRoleChanged = defineEvent({
  type: 'organization.member.role-changed.v1',
  audience: 'customers',
  description: 'A member got another role.',
  subject: 'userId',
  payload: z.object({ ...memberPayload, before: z.string() }),
  example: { userId, role: 'admin', before: 'developer' },
});

export const organizationDeleted = defineEvent({
  type: 'organization.deleted.v1',
  audience: 'internal',
  description: 'The organization is erased; whatever others keep of it has to go too.',
  subject: 'organizationId',
  payload: z.object({ organizationId: z.string() }),
  example: { organizationId: 'org_01jd9p4n7a9b1c3d5e7f9g1h3j' },
});

export const accountErased = defineEvent({
  type: 'account.erased.v1',
  audience: 'internal',
  description: 'A person was erased; whatever others keep of them has to go too.',
  subject: 'userId',
  payload: z.object({ userId: z.string() }),
  example: { userId },
});
