import * as z from 'zod';

const Key = z.string().regex(/^[\x21-\x7e]{1,128}$/, '1 to 128 visible ASCII characters');

const maxAheadMs = 366 * 24 * 3_600_000;

/** How a client wants a task to be queued; the same for every type. */
export const TaskOptions = z.strictObject({
  startAt: z.iso.datetime().optional().describe('Not to start before; at most one year ahead.'),
  expiresInSeconds: z
    .int()
    .min(10)
    .max(604_800)
    .optional()
    .describe('How long it may wait for its first start, from `startAt` on; then it is `timed-out` and not counted.'),
  priority: z
    .int()
    .min(-10)
    .max(10)
    .optional()
    .describe('Higher goes first among the waiting tasks of the organization. Default 0.'),
  singletonKey: Key.optional().describe(
    'While a task with this key is queued or running, submitting replies that task.',
  ),
  debounce: z
    .strictObject({ key: Key, seconds: z.int().min(1).max(3_600) })
    .optional()
    .describe(
      'The task starts so many seconds after the last submit with this key, which replaces its input; at most an hour after the first.',
    ),
  idempotency: z
    .strictObject({ key: Key, ttlSeconds: z.int().min(60).max(2_592_000) })
    .optional()
    .describe(
      'For so long, submitting with this key replies the first task, also when that has ended. (The header `Idempotency-Key` replays a reply for 24 hours.)',
    ),
});
export type TaskOptions = z.infer<typeof TaskOptions>;

/** What stands against these options; undefined when nothing does. */
export function refusalOf(options: TaskOptions, now: number): string | undefined {
  if (options.startAt && Date.parse(options.startAt) > now + maxAheadMs) return 'startAt is more than a year ahead';
  if (options.startAt && options.debounce) return 'startAt and debounce both say when to start; send one of them';
  return undefined;
}
