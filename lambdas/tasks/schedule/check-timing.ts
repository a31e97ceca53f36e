import { invalid } from './check-task.ts';
import type { StoredSchedule } from './schedule.ts';
import { dueTimesOf, refusedCron, type Timing } from './timing/timing.ts';

const farthestMs = 5 * 366 * 24 * 3_600_000;

/**
 * The first due time of a timing that begins now, as an ISO time.
 * @throws AppError `validation_failed` for a cron expression that is none or never fires, or a moment that is over or too far
 */
export function firstDueTime(timing: Timing, now: number): string {
  if (timing.kind === 'cron') {
    const message = refusedCron(timing.cron ?? '', timing.timeZone, now);
    if (message) throw invalid({ path: 'body.cron', message });
  }
  const first = dueTimesOf(timing).after(now);
  if (first === undefined) throw invalid({ path: 'body.runAt', message: 'This moment is over' });
  if (timing.kind === 'once' && first > now + farthestMs) {
    throw invalid({ path: 'body.runAt', message: 'More than five years ahead' });
  }
  return new Date(first).toISOString();
}

/** What of a schedule says when it is due. */
export function timingOf({ kind, cron, intervalMinutes, runAt, timeZone, since }: StoredSchedule): Timing {
  return { kind, cron, intervalMinutes, runAt, timeZone, since };
}
