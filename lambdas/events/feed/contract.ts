import * as z from 'zod';
import { CloudEvent } from '../../../shared/cloud-event.ts';
import { ProjectId } from '../../../shared/project.ts';
import { route } from '../../../shared/route.ts';

const Sequence = z.coerce.number().int().min(0).max(999_999_999_999);

const FeedPage = z
  .object({
    items: z.array(
      z.object({ sequence: z.int().describe('Its place in the feed of the organization.'), event: CloudEvent }),
    ),
    nextAfter: z.int().describe('Ask on with this `after`. Everything up to it has been considered.'),
    lastSequence: z.int().describe('The newest event of the organization; 0 before the first.'),
    oldestSequence: z
      .int()
      .describe('The oldest event that is kept; `lastSequence + 1` while there is none. How long depends on the plan.'),
    isFiltered: z
      .literal(true)
      .optional()
      .describe(
        'Numbers may be missing from `items`: the request names types or a project, or the credential reaches some projects only.',
      ),
  })
  .meta({ id: 'EventPage' });

const EventType = z
  .object({
    type: z.string(),
    version: z.int().describe('Grows when a field goes or changes its meaning; fields may be added at any time.'),
    description: z.string(),
    subject: z.string().optional().describe('The field of `data` that is also `subject` of the event.'),
    dataSchema: z.record(z.string(), z.unknown()).describe('JSON Schema (2020-12) of `data`.'),
    example: CloudEvent,
  })
  .meta({ id: 'EventType' });

const types = z
  .string()
  .max(2_000)
  .transform((text) => text.split(','))
  .describe('Event types or prefixes such as `task.*`, parted by commas.');

export const feedContract = {
  listEvents: route({
    method: 'GET',
    path: '/v1/events',
    summary: 'Read the events of the organization, in order and without a gap',
    description:
      'Exactly what webhooks send, each event once, numbered 1, 2, 3 … per organization. Keep `nextAfter` and ask on with it. With `waitSeconds` the reply comes as soon as there is an event, at the latest after that time.',
    access: 'webhooks:read',
    query: z.strictObject({
      after: Sequence.optional().describe('Only events after this number. Without it: from the oldest that is kept.'),
      limit: z.coerce.number().int().min(1).max(100).default(20).describe('At most so many events.'),
      types: types.optional(),
      projectId: ProjectId.optional(),
      waitSeconds: z.coerce.number().int().min(0).max(20).default(0),
    }),
    reply: { status: 200, description: 'Events, oldest first.', body: FeedPage },
    errors: ['cursor_expired'],
  }),
  listEventTypes: route({
    method: 'GET',
    path: '/v1/event-types',
    summary: 'List every type of event that you may subscribe to',
    description: 'With JSON Schema and example, so that types of a programming language can be made of it.',
    access: 'authenticated',
    reply: { status: 200, description: 'All types, by name.', body: z.object({ items: z.array(EventType) }) },
  }),
  getEventType: route({
    method: 'GET',
    path: '/v1/event-types/{type}',
    summary: 'Read one type of event',
    description: 'Its address is the `dataschema` of its events.',
    access: 'authenticated',
    params: z.strictObject({ type: z.string().max(200) }),
    reply: { status: 200, description: 'The type.', body: EventType },
    errors: ['not_found'],
  }),
} as const;
