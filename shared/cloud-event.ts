import * as z from 'zod';

/**
 * A CloudEvent in structured mode, as it is in `detail` on the bus and in the feed of an organization. Its `data` has been parsed
 * by the definition of its type. https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
 */
export const CloudEvent = z.object({
  specversion: z.literal('1.0'),
  id: z.string().min(1).describe('The same at every delivery of the event; consumers are idempotent by it.'),
  source: z.string().min(1).describe('The part of the platform that it comes from, a URN.'),
  type: z.string().min(1),
  time: z.iso.datetime().describe('When it happened.'),
  subject: z.string().min(1).optional().describe('The id of what it is about, where there is one.'),
  datacontenttype: z.literal('application/json'),
  dataschema: z.url().optional().describe('Where the JSON Schema of `data` can be read.'),
  orgid: z.string().min(1),
  projectid: z.string().min(1).optional(),
  sequence: z
    .string()
    .regex(/^\d{12}$/)
    .optional()
    .describe('The place of the event in the feed of its organization, in 12 digits; not on the bus.'),
  data: z.unknown(),
});
export type CloudEvent = z.infer<typeof CloudEvent>;

interface Happened {
  readonly id: string;
  readonly orgId: string;
  readonly type: string;
  /** ISO 8601, UTC. */
  readonly occurredAt: string;
  /** The name of the field of `data` that holds the id of what the event is about. */
  readonly subject?: string | undefined;
  readonly data: unknown;
}

/**
 * `orgid` comes from the envelope, never from `data`. There is no `dataschema` yet: it must be an absolute URI, and whoever publishes
 * does not know the address of the API; the feed adds it.
 */
export function cloudEvent({ id, orgId, type, occurredAt, subject, data }: Happened): CloudEvent {
  const about = subject === undefined ? undefined : field(data, subject);
  const projectId = field(data, 'projectId');
  return {
    ...{ specversion: '1.0', id, source: sourceOf(type), type, time: occurredAt },
    ...(about !== undefined && { subject: about }),
    ...{ datacontenttype: 'application/json', orgid: orgId },
    ...(projectId !== undefined && { projectid: projectId }),
    data,
  };
}

/** `guardian.test.completed.v1` comes from `urn:odavl:guardian`. */
export function sourceOf(type: string): string {
  return `urn:odavl:${type.split('.')[0]}`;
}

function field(data: unknown, name: string): string | undefined {
  const value =
    typeof data === 'object' && data !== null ? Object.entries(data).find(([key]) => key === name)?.[1] : '';
  return typeof value === 'string' && value !== '' ? value : undefined;
}
