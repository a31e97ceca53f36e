import * as z from 'zod';
import { InvalidPattern } from '../../../shared/event-pattern/invalid-pattern.ts';
import { compilePattern } from '../../../shared/event-pattern/pattern.ts';
import { ProjectId } from '../../../shared/project.ts';
import { Ordering, Pattern } from './endpoint.ts';
import { maxUrlLength } from './endpoint-url.ts';

/** Of a pattern as JSON without white space. */
export const maxPatternBytes = 2_048;
/** So that the transaction that checks them stays far below the 100 items of DynamoDB. */
const maxProjects = 20;

/** Checked further by `endpoint-url.ts`, which must know the stage. */
const url = z.string().min(1).max(maxUrlLength).describe('Where to: https, without credentials and fragment.');
const description = z.string().trim().max(256);
const type = z
  .string()
  .max(100)
  .regex(
    /^(?:\*|[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)*(?:\.\*)?)$/,
    'Not a type such as task.queued.v1, nor a prefix such as task.*',
  );
const types = z
  .array(type)
  .min(1)
  .max(50)
  .transform((names) => [...new Set(names)])
  .describe('Names of event types, or prefixes such as `task.*`; `*` is all.');
const projectIds = z
  .array(ProjectId)
  .min(1)
  .max(maxProjects)
  .transform((ids) => [...new Set(ids)])
  .describe('Only events of these projects. Events of no project, such as those of members, are then left out.');
const pattern = Pattern.superRefine((value, ctx) => {
  const bytes = Buffer.byteLength(JSON.stringify(value));
  if (bytes > maxPatternBytes)
    ctx.addIssue(`A pattern has at most ${maxPatternBytes} bytes as JSON; this one has ${bytes}`);
  else checkPattern(value, (message, path) => ctx.addIssue({ code: 'custom', message, path: [...path] }));
}).describe('An event pattern in the language of Amazon EventBridge, over the whole event as it is sent.');
const orderingKey = z
  .string()
  .max(128)
  .regex(/^[A-Za-z][\w-]*(?:\.[\w-]+){0,7}$/, 'Not a path of names such as subject or data.taskId')
  .describe('Where in the event the key is, e.g. `subject` or `data.taskId`.');
const rateLimitPerSecond = z.number().int().min(1).max(100).describe('At most this many attempts in a second.');

function checkPattern(value: z.infer<typeof Pattern>, fail: (message: string, path: readonly string[]) => void): void {
  try {
    compilePattern(value);
  } catch (error) {
    if (!(error instanceof InvalidPattern)) throw error;
    fail(error.message, error.path);
  }
}

export const NewEndpoint = z
  .strictObject({
    url,
    description: description.default(''),
    types: types.default(['*']),
    projectIds: projectIds.optional(),
    pattern: pattern.optional(),
    ordering: Ordering.default('none'),
    orderingKey: orderingKey.optional(),
    rateLimitPerSecond: rateLimitPerSecond.default(20),
  })
  .refine((endpoint) => endpoint.ordering === 'none' || endpoint.orderingKey !== undefined, {
    path: ['orderingKey'],
    message: 'Say where the key is, e.g. subject',
  });
export type NewEndpoint = z.output<typeof NewEndpoint>;

/** Settings alone: what deliveries count, and what has routes of its own (the secret, on and off), is not here. `null` takes one away. */
export const EndpointChange = z
  .strictObject({
    url: url.optional(),
    description: description.optional(),
    types: types.optional(),
    projectIds: projectIds.nullable().optional(),
    pattern: pattern.nullable().optional(),
    ordering: Ordering.optional(),
    orderingKey: orderingKey.nullable().optional(),
    rateLimitPerSecond: rateLimitPerSecond.optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'Name at least one field to change');
export type EndpointChange = z.output<typeof EndpointChange>;

export const Rotation = z.strictObject({
  gracePeriodSeconds: z
    .number()
    .int()
    .min(0)
    .max(604_800)
    .default(86_400)
    .describe('How long deliveries are signed with the old secret, too.'),
});
export type Rotation = z.output<typeof Rotation>;

export const TestRequest = z.strictObject({
  type: z.string().max(100).default('task.succeeded.v1').describe('Which example: a type of `GET /v1/event-types`.'),
});
export type TestRequest = z.output<typeof TestRequest>;
