import { Cron } from 'croner';
import type { ScheduleKind } from '../schedule.ts';

/** What the due times of a schedule follow from. */
export interface Timing {
  readonly kind: ScheduleKind;
  readonly cron?: string | undefined;
  readonly intervalMinutes?: number | undefined;
  readonly runAt?: string | undefined;
  readonly timeZone: string;
  /** ISO time from which this timing counts; the first interval begins at its next full minute. */
  readonly since: string;
}

/** Milliseconds since the epoch, all of them. No due time lies at `since` or before it. */
export interface DueTimes {
  /** The first one after `ms`; undefined when there is none any more. */
  after(ms: number): number | undefined;
  /** The latest ones up to and including `ms`, oldest first, at most `count`. */
  latest(ms: number, count: number): number[];
}

export const minuteMs = 60_000;

export function dueTimesOf(timing: Timing): DueTimes {
  if (timing.kind === 'cron') return cronTimes(timing.cron ?? '', timing.timeZone, Date.parse(timing.since));
  if (timing.kind === 'interval') {
    const anchor = Math.ceil(Date.parse(timing.since) / minuteMs) * minuteMs;
    return intervalTimes(anchor, (timing.intervalMinutes ?? 1) * minuteMs);
  }
  return onceTime(Date.parse(timing.runAt ?? ''), Date.parse(timing.since));
}

/**
 * Vixie cron's convention for the days on which clocks change. A fixed time (no `*` and no step in minute and hour) that the
 * clocks skip runs at the first moment after the gap: 02:30 runs at 03:00. One that occurs twice runs at the first of the two.
 * Any other expression follows the clock on the wall: it runs in both of two equal hours, and not in a skipped one.
 */
function parseCron(expression: string, timeZone: string): Cron {
  return new Cron(expression, { mode: '5-part', timezone: timeZone, fixedTimeRule: 'no-wildcard' });
}

function cronTimes(expression: string, timeZone: string, since: number): DueTimes {
  const cron = parseCron(expression, timeZone);
  return {
    after: (ms) => cron.nextRun(new Date(Math.max(ms, since)))?.getTime(),
    // One millisecond later, because croner counts what was before its argument.
    latest: (ms, count) =>
      cron
        .previousRuns(count, new Date(ms + 1))
        .map((date) => date.getTime())
        .filter((time) => time > since && time <= ms)
        .reverse(),
  };
}

/** Elapsed time: neither calendars nor clocks that change matter. */
function intervalTimes(anchor: number, step: number): DueTimes {
  return {
    after: (ms) => anchor + Math.max(1, Math.floor((ms - anchor) / step) + 1) * step,
    latest: (ms, count) => {
      const last = Math.max(0, Math.floor((ms - anchor) / step));
      const first = Math.max(1, last - count + 1);
      return Array.from({ length: last - first + 1 }, (_, at) => anchor + (first + at) * step);
    },
  };
}

function onceTime(runAt: number, since: number): DueTimes {
  return {
    after: (ms) => (runAt > Math.max(ms, since) ? runAt : undefined),
    latest: (ms) => (runAt > since && runAt <= ms ? [runAt] : []),
  };
}

/** The first `count` due times after `ms`. */
export function nextTimes(due: DueTimes, ms: number, count: number): number[] {
  const times: number[] = [];
  for (let time = due.after(ms); time !== undefined && times.length < count; time = due.after(time)) times.push(time);
  return times;
}

/** Why this is no cron expression of ours; undefined when it is one, and fires some day. */
export function refusedCron(expression: string, timeZone: string, now: number): string | undefined {
  if (!/^\S+(?: +\S+){4}$/.test(expression)) {
    return 'Five fields, parted by spaces: minute, hour, day of month, month, day of week. A minute is the finest step.';
  }
  try {
    const first = parseCron(expression, timeZone).nextRun(new Date(now));
    return first === null ? 'This never fires: there is no such day.' : undefined;
  } catch (error) {
    // croner throws TypeError and RangeError with a text that is fit for people behind its own name.
    return error instanceof Error ? error.message.replace(/^Cron\w*: /, '').slice(0, 200) : 'Not a cron expression.';
  }
}
