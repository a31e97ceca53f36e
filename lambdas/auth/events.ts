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
