import * as z from 'zod';
import { ActorType } from '../../../shared/context.ts';
import { idPattern } from '../../../shared/id.ts';
import { ProjectId } from '../../../shared/project.ts';
import { TaskOptions } from '../../../shared/task/options.ts';
import { submissionTypes } from '../../../shared/task/type.ts';
import { Run } from './run/run.ts';

export const ScheduleId = z.string().regex(idPattern('schedule'), 'Not a schedule id');

export const ScheduleKind = z.enum(['cron', 'interval', 'once']);
export type ScheduleKind = z.infer<typeof ScheduleKind>;

export const CatchUp = z
  .enum(['none', 'last', 'all'])
  .describe(
    'What becomes of due times that an outage of ours missed: `none` skips those that are older than two minutes, `last` runs the latest one, `all` runs each in order, the latest 100 at most.',
  );
export type CatchUp = z.infer<typeof CatchUp>;

/** Why a schedule stopped by itself. */
export const PausedBecause = z.object({
  code: z
    .enum(['project_gone', 'organization_gone', 'plan_limit', 'refused'])
    .describe('Stable, for programs. `refused`: ten submissions in a row were.'),
  detail: z.string().describe('For people.'),
  at: z.iso.datetime(),
});
export type PausedBecause = z.infer<typeof PausedBecause>;

/** The due time says when a task starts, and each is a task of its own; `skipIfRunning` is for those that should not overlap. */
const Options = TaskOptions.pick({ expiresInSeconds: true, priority: true });

const TaskOfSchedule = z.object({
  type: z.enum(submissionTypes),
  input: z.unknown(),
  options: Options.optional(),
});

/** A schedule as clients see it. Times are ISO 8601, UTC. */
export const Schedule = z
  .object({
    id: ScheduleId,
    name: z.string(),
    projectId: z.string(),
    kind: ScheduleKind,
    cron: z.string().optional(),
    intervalMinutes: z.number().int().optional(),
    runAt: z.iso.datetime().optional(),
    timeZone: z.string(),
    task: TaskOfSchedule,
    enabled: z.boolean(),
    skipIfRunning: z.boolean(),
    catchUp: CatchUp,
    nextRuns: z.array(z.iso.datetime()).describe('The next five due times; none while it is paused.'),
    lastRun: Run.optional(),
    pausedBecause: PausedBecause.optional().describe('Set when it was not a client that paused it.'),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    version: z
      .number()
      .int()
      .describe('Grows with each change, not with each run; `If-Match: "v<version>"` demands it.'),
  })
  .meta({ id: 'Schedule' });
export type Schedule = z.infer<typeof Schedule>;

/** A schedule as the table holds it. */
export const StoredSchedule = Schedule.omit({ nextRuns: true }).extend({
  orgId: z.string(),
  /** The one due time that the ticker waits for; absent while it is paused, and when there is none any more. */
  nextRunAt: z.iso.datetime().optional(),
  /** From when the present timing counts: its creation, its last change, or the end of a pause. */
  since: z.iso.datetime(),
  /** In whose name its tasks are submitted: whoever said last what it runs. */
  actor: z.object({ type: ActorType, id: z.string() }),
  /** The last task that it asked for. */
  lastTask: z.object({ id: z.string(), submittedAt: z.iso.datetime() }).optional(),
  /** How many submissions in a row were refused. */
  refusals: z.number().int().min(0),
  /** Grows with every write, also with those that clients do not see as a change; each write demands the one that it read. */
  revision: z.number().int().min(1),
});
export type StoredSchedule = z.infer<typeof StoredSchedule>;

/** What one organization has of them. */
export const ScheduleCount = z.object({ total: z.number().int().default(0), enabled: z.number().int().default(0) });
export type ScheduleCount = z.infer<typeof ScheduleCount>;

const name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}\u2028-\u202e\u2066-\u2069]+$/u, 'No control characters');
const cron = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .describe('Minute, hour, day of month, month, day of week; with names, lists, ranges, steps, `L`, `W` and `#`.');
const intervalMinutes = z.number().int().min(1).max(525_600).describe('Elapsed time from run to run.');
const runAt = z.iso.datetime().describe('For one run; at most five years ahead.');
const timeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, 'Not a time zone of the IANA database, such as Europe/Berlin')
  .describe('IANA name; only `cron` depends on it.');

/** An offset such as `+02:00` is no zone: it knows nothing of clocks that change. */
function isTimeZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone.length > 0;
  } catch {
    // The only way that Intl has to say no: a RangeError.
    return false;
  }
}

const task = z.strictObject({
  type: z.enum(submissionTypes),
  input: z.unknown().describe('What a client would send to submit such a task.'),
  options: Options.optional(),
});

const timings = ['cron', 'intervalMinutes', 'runAt'] as const;
type Given = { readonly [Name in (typeof timings)[number]]?: unknown };
const timingsIn = (given: Given) => timings.filter((each) => given[each] !== undefined);

export const NewSchedule = z
  .strictObject({
    name,
    projectId: ProjectId.optional().describe('Where its tasks belong; may be left out when `task.input` says it.'),
    cron: cron.optional(),
    intervalMinutes: intervalMinutes.optional(),
    runAt: runAt.optional(),
    timeZone: timeZone.default('UTC'),
    task,
    enabled: z.boolean().default(true),
    skipIfRunning: z.boolean().default(false).describe('No run while the task of the last one is queued or running.'),
    catchUp: CatchUp.default('last'),
  })
  .refine((given) => timingsIn(given).length === 1, {
    path: ['cron'],
    message: 'Give exactly one of cron, intervalMinutes and runAt',
  });
export type NewSchedule = z.infer<typeof NewSchedule>;

export const ScheduleChange = z
  .strictObject({
    name: name.optional(),
    cron: cron.optional(),
    intervalMinutes: intervalMinutes.optional(),
    runAt: runAt.optional(),
    timeZone: timeZone.optional(),
    task: task.optional(),
    enabled: z.boolean().optional(),
    skipIfRunning: z.boolean().optional(),
    catchUp: CatchUp.optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'Name at least one field to change')
  .refine((change) => timingsIn(change).length <= 1, {
    path: ['cron'],
    message: 'Give at most one of cron, intervalMinutes and runAt',
  });
export type ScheduleChange = z.infer<typeof ScheduleChange>;

export function kindOf(given: Given): ScheduleKind {
  if (given.cron !== undefined) return 'cron';
  return given.intervalMinutes !== undefined ? 'interval' : 'once';
}
