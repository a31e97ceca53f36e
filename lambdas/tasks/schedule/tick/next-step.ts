import type { CatchUp } from '../schedule.ts';
import { type DueTimes, minuteMs } from '../timing/timing.ts';

/** Due times that are left out, beginning with the one that the schedule waited for. */
export interface Missed {
  readonly from: number;
  /** The first due time that is not among them. */
  readonly until: number | undefined;
  readonly count: number;
  /** There are more of them than `count`. */
  readonly isMore: boolean;
}

/** What a ticker does with a schedule that is due, and what the schedule waits for afterwards. Milliseconds. */
export interface Step {
  readonly missed?: Missed;
  /** The due time to run. */
  readonly run?: number;
  readonly next: number | undefined;
}

/** Later than that is an outage of ours, and not the way of a ticker that comes once a minute. */
export const lateMs = 2 * minuteMs;
/** As many missed due times are run after an outage. */
export const catchUpLimit = 100;

/** One step at a time, so that each is one transaction, and a crash between two of them loses and repeats nothing. */
export function nextStep(due: DueTimes, catchUp: CatchUp, dueAt: number, now: number): Step {
  const next = due.after(dueAt);
  if (catchUp === 'none' && dueAt < now - lateMs) {
    const first = due.after(now - lateMs - 1);
    return { missed: missedBetween(due, dueAt, first, now), next: first };
  }
  if (next === undefined || next > now || dueAt >= now - lateMs) return { run: dueAt, next };
  if (catchUp === 'last') {
    const [last = next] = due.latest(now, 1);
    return { missed: missedBetween(due, dueAt, last, now), run: last, next: due.after(last) };
  }
  const behind = due.latest(now, catchUpLimit);
  const [first = next] = behind;
  if (behind.length < catchUpLimit || first <= dueAt) return { run: dueAt, next };
  return { missed: missedBetween(due, dueAt, first, now), next: first };
}

function missedBetween(due: DueTimes, from: number, until: number | undefined, now: number): Missed {
  const before = until === undefined ? now : Math.min(until - 1, now);
  // What was due under an earlier timing counts, too: `from` itself.
  const others = due.latest(before, catchUpLimit + 1).filter((time) => time > from).length;
  const count = Math.min(others + 1, catchUpLimit);
  return { from, until, count, isMore: others + 1 > catchUpLimit };
}
