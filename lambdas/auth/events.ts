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

export const mailRequested = defineEvent({
  type: 'auth.mail-requested.v1',
  description: 'A person is to get a mail of ours.',
  payload: MailRequest,
});

export const projectCreated = defineEvent({
  type: 'project.created.v1',
  description: 'A project was created.',
  payload: z.object({ projectId: z.string(), name: z.string() }),
});

export const projectDeleted = defineEvent({
  type: 'project.deleted.v1',
  description: 'A project was deleted.',
  payload: z.object({ projectId: z.string() }),
});

export const refreshReuse = defineEvent({
  type: 'security.refresh-reuse.v1',
  description: 'A refresh token was used a second time; its session was revoked.',
  payload: z.object({ userId: z.string(), sessionId: z.string() }),
});

export const apiKeyRotated = defineEvent({
  type: 'api-key.rotated.v1',
  description: 'An API key was given a new secret; the old one works until then, or until it is no longer used.',
  payload: z.object({ keyId: z.string(), closesAt: z.string() }),
});

export const apiKeyRotationClosed = defineEvent({
  type: 'api-key.rotation-closed.v1',
  description: 'The old secret of a rotated API key stopped working.',
  payload: z.object({ keyId: z.string(), because: z.string() }),
});

export const keyLeaked = defineEvent({
  type: 'security.key-leaked.v1',
  description: 'An API key was found in public; it was revoked.',
  payload: z.object({ keyId: z.string(), name: z.string(), hint: z.string(), url: z.string(), source: z.string() }),
});

const memberPayload = { userId: z.string(), role: z.string().describe('A built-in role, or the id of a custom one.') };

export const memberAdded = defineEvent({
  type: 'organization.member.added.v1',
  description: 'Somebody joined the organization.',
  payload: z.object(memberPayload),
});

export const memberRemoved = defineEvent({
  type: 'organization.member.removed.v1',
  description: 'Somebody left the organization, or was removed from it.',
  payload: z.object({ userId: z.string() }),
});

export const memberRoleChanged = defineEvent({
  type: 'organization.member.role-changed.v1',
  description: 'A member got another role.',
  payload: z.object({ ...memberPayload, before: z.string() }),
});

export const organizationDeleted = defineEvent({
  type: 'organization.deleted.v1',
  description: 'The organization is erased; whatever others keep of it has to go too.',
  payload: z.object({ organizationId: z.string() }),
});

export const accountErased = defineEvent({
  type: 'account.erased.v1',
  description: 'A person was erased; whatever others keep of them has to go too.',
  payload: z.object({ userId: z.string() }),
});
