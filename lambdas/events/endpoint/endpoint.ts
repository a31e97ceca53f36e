import * as z from 'zod';
import type { Context } from '../../../shared/context.ts';
import { idPattern } from '../../../shared/id.ts';
import { ProjectId } from '../../../shared/project.ts';

export const EndpointId = z.string().regex(idPattern('webhookEndpoint'), 'Not a webhook endpoint id');

/**
 * `none`: events go out as they come, a failing one holds nobody up. `key`: those with the same `orderingKey` go out one after
 * the other, and wait while the first of them fails.
 */
export const Ordering = z.enum(['none', 'key']);
export type Ordering = z.infer<typeof Ordering>;

/** Why an endpoint gets nothing: a person's choice, its own `410 Gone`, or failing for too long. */
export const DisabledBecause = z.enum(['requested', 'gone', 'failing']);
export type DisabledBecause = z.infer<typeof DisabledBecause>;

/** Only deliveries write it. `openUntil` and `failingSince` are ISO 8601. */
export const Breaker = z.object({
  state: z.enum(['closed', 'open', 'half-open']),
  failures: z.number().int(),
  openUntil: z.iso.datetime().optional(),
  failingSince: z.iso.datetime().optional(),
});
export type Breaker = z.infer<typeof Breaker>;

export const Pattern = z.record(z.string(), z.unknown());

const settings = {
  url: z.string(),
  description: z.string(),
  types: z.array(z.string()).describe('Names of event types, or prefixes such as `task.*`; `*` is all.'),
  projectIds: z.array(ProjectId).optional().describe('Only events of these projects; none that are of no project.'),
  ordering: Ordering,
  orderingKey: z.string().optional().describe('Where in the event the key is, e.g. `subject` or `data.taskId`.'),
  rateLimitPerSecond: z.number().int().describe('At most this many attempts in a second.'),
};

/** An endpoint as it is stored: settings, and state that only deliveries writes. */
export const Endpoint = z.object({
  id: EndpointId,
  ...settings,
  /** JSON as text: DynamoDB has other limits for numbers and names than JSON has. */
  pattern: z.string().optional(),
  /** Switched by `endpointEnabled` and `endpointDisabled` of the store alone. */
  enabled: z.boolean(),
  disabledAt: z.iso.datetime().optional(),
  disabledBecause: DisabledBecause.optional(),
  /** Secrets are derived from id and version (`signature/endpoint-keys.ts`). */
  secretVersion: z.number().int(),
  previousSecret: z.object({ version: z.number().int(), until: z.iso.datetime() }).optional(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  /** Counts changes of settings, not of state. */
  version: z.number().int(),
  /** The feed's number up to which this endpoint has considered every event. */
  cursor: z.number().int(),
  /** The number of the last delivery; and the hash of its receipt, absent before the first. */
  sequence: z.number().int(),
  head: z.string().optional(),
  breaker: Breaker,
});
export type Endpoint = z.infer<typeof Endpoint>;

/** An endpoint as clients see it. */
export const EndpointView = z
  .object({
    id: EndpointId,
    ...settings,
    pattern: Pattern.optional().describe('An event pattern that the whole event must match.'),
    enabled: z.boolean(),
    disabledAt: z.iso.datetime().optional(),
    disabledBecause: DisabledBecause.optional().describe(
      '`requested`, `gone` (it replied 410), or `failing` (for too long).',
    ),
    secretVersion: z.number().int().describe('Grows with each rotation.'),
    previousSecretUntil: z.iso.datetime().optional().describe('Until then deliveries are signed with both secrets.'),
    health: z
      .object({
        state: z.enum(['healthy', 'failing', 'paused']),
        failingSince: z.iso.datetime().optional(),
        pausedUntil: z.iso.datetime().optional(),
      })
      .describe('`paused`: it failed so often that attempts wait until `pausedUntil`.'),
    lastSequence: z.number().int().describe('The number of the last delivery, 0 before the first.'),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    version: z.number().int().describe('Grows with each change of settings; also its `ETag`.'),
  })
  .meta({ id: 'WebhookEndpoint' });
export type EndpointView = z.infer<typeof EndpointView>;

/** @param now milliseconds: a grace that is over is not shown */
export function endpointView(endpoint: Endpoint, now: number): EndpointView {
  const { previousSecret, breaker, sequence, pattern, cursor: _cursor, head: _head, ...shown } = endpoint;
  const isInGrace = previousSecret !== undefined && now < Date.parse(previousSecret.until);
  return {
    ...shown,
    ...(pattern !== undefined && { pattern: Pattern.parse(JSON.parse(pattern)) }),
    ...(isInGrace && { previousSecretUntil: previousSecret.until }),
    health: healthOf(breaker),
    lastSequence: sequence,
  };
}

function healthOf({ state, failingSince, openUntil }: Breaker): EndpointView['health'] {
  const since = failingSince === undefined ? {} : { failingSince };
  if (state === 'open' && openUntil !== undefined) return { state: 'paused', ...since, pausedUntil: openUntil };
  return { state: failingSince === undefined ? 'healthy' : 'failing', ...since };
}

/** Whether nothing of the organization is hidden from the caller: neither restricted to projects, nor bound by teams. */
export function isForAllProjects(ctx: Pick<Context, 'actor' | 'permissions' | 'projects'>): boolean {
  return !ctx.projects && (ctx.actor.type !== 'user' || ctx.permissions.has('projects:read-all'));
}
