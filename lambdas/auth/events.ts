import * as z from 'zod';
import { defineEvent } from '../../shared/events.ts';

export const verificationRequested = defineEvent({
  type: 'auth.verification-requested.v1',
  description: 'Somebody signed up, or asked for the verification mail again.',
  payload: z.object({ userId: z.string() }),
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
