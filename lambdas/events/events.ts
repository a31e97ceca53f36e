import * as z from 'zod';
import { defineEvent } from '../../shared/events.ts';

const endpoint = {
  endpointId: z.string(),
  /** Who did it; absent when the platform did. */
  actor: z.object({ type: z.string(), id: z.string() }).optional(),
};
const example = {
  endpointId: 'whe_01jd3w7v2m8q4c5r6t7y8n9p0a',
  actor: { type: 'user', id: 'usr_01jd3w7v2m8q4c5r6t7y8n9p0b' },
};
/** No path and query: some receivers have their secret there. */
const host = z.string().describe('Where it leads to.');

export const endpointCreated = defineEvent({
  type: 'webhook.endpoint.created.v1',
  audience: 'internal',
  description: 'Somebody has events of the organization sent to an address.',
  payload: z.object({ ...endpoint, host }),
  subject: 'endpointId',
  example: { ...example, host: 'hooks.example.com' },
});

export const endpointUpdated = defineEvent({
  type: 'webhook.endpoint.updated.v1',
  audience: 'internal',
  description: 'Settings of a webhook endpoint changed, its secret was rotated, or it was switched on again.',
  payload: z.object({ ...endpoint, host, changed: z.array(z.string()) }),
  subject: 'endpointId',
  example: { ...example, host: 'hooks.example.com', changed: ['types'] },
});

export const endpointDeleted = defineEvent({
  type: 'webhook.endpoint.deleted.v1',
  audience: 'internal',
  description: 'A webhook endpoint was deleted.',
  payload: z.object({ ...endpoint, host }),
  subject: 'endpointId',
  example: { ...example, host: 'hooks.example.com' },
});

export const endpointDisabled = defineEvent({
  type: 'webhook.endpoint.disabled.v1',
  audience: 'internal',
  description:
    'A webhook endpoint gets nothing any more: somebody switched it off, it replied 410, or it failed too long.',
  payload: z.object({ ...endpoint, host, because: z.enum(['requested', 'gone', 'failing']) }),
  subject: 'endpointId',
  example: { ...example, host: 'hooks.example.com', because: 'requested' },
});
