import type { Context } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import { firstDueTime } from './check-timing.ts';
import { kindOf, type ScheduleChange, type StoredSchedule } from './schedule.ts';
import { dueTimesOf } from './timing/timing.ts';

type Changed = Omit<StoredSchedule, 'revision'>;

/**
 * The schedule after a change; undefined when nothing differs.
 * @throws AppError `validation_failed` for a timing that never fires, `conflict` when a resumed schedule has no time left to run at
 */
export function changedSchedule(before: StoredSchedule, change: ScheduleChange, ctx: Context): Changed | undefined {
  if (isSame(before, change)) return undefined;
  const updatedAt = new Date(ctx.now).toISOString();
  const { cron, intervalMinutes, runAt, ...settings } = change;
  const isNewTiming = changesTiming(before, change);
  const isResumed = change.enabled === true && !before.enabled;
  const changed: Changed = {
    ...before,
    // What is not named stays; zod leaves no `undefined` where a field was not sent.
    ...settings,
    ...(change.task && { actor: ctx.actor, refusals: 0 }),
    ...((isNewTiming || isResumed) && { since: updatedAt }),
    ...{ updatedAt, version: before.version + 1 },
  };
  if (cron !== undefined || intervalMinutes !== undefined || runAt !== undefined) {
    Object.assign(changed, { kind: kindOf(change), cron, intervalMinutes, runAt });
  }
  const first = isNewTiming ? firstDueTime(changed, ctx.now) : undefined;
  if (!changed.enabled) return { ...changed, nextRunAt: undefined };
  if (isResumed) return resumed(changed, first ?? nextAfter(changed, ctx.now));
  const isPending = before.nextRunAt !== undefined && Date.parse(before.nextRunAt) <= ctx.now;
  return first === undefined || isPending ? changed : { ...changed, nextRunAt: first };
}

/** What was missed during a pause stays missed, and what made it pause is forgiven. */
function resumed({ pausedBecause: _, ...schedule }: Changed, nextRunAt: string): Changed {
  return { ...schedule, nextRunAt, refusals: 0 };
}

function nextAfter(schedule: Changed, now: number): string {
  const next = dueTimesOf(schedule).after(now);
  if (next !== undefined) return new Date(next).toISOString();
  throw new AppError('conflict', 'There is no time left to run at. Give it a new `runAt`.');
}

function changesTiming(before: StoredSchedule, { cron, intervalMinutes, runAt, timeZone }: ScheduleChange): boolean {
  if (cron !== undefined) return cron !== before.cron || (timeZone ?? before.timeZone) !== before.timeZone;
  if (intervalMinutes !== undefined) return intervalMinutes !== before.intervalMinutes;
  if (runAt !== undefined) return runAt !== before.runAt;
  return timeZone !== undefined && timeZone !== before.timeZone && before.kind === 'cron';
}

function isSame(before: StoredSchedule, change: ScheduleChange): boolean {
  const now: Readonly<Record<string, unknown>> = before;
  return Object.entries(change).every(([name, value]) => JSON.stringify(value) === JSON.stringify(now[name]));
}
