import { versionTag } from '../../../shared/if-match.ts';
import { Reply } from '../../../shared/route.ts';
import type { Schedule, StoredSchedule } from './schedule.ts';
import { dueTimesOf, nextTimes } from './timing/timing.ts';

const shownRuns = 5;

export function viewSchedule(schedule: StoredSchedule): Schedule {
  return { ...schedule, nextRuns: nextRuns(schedule) };
}

function nextRuns(schedule: StoredSchedule): string[] {
  if (!schedule.nextRunAt) return [];
  const first = Date.parse(schedule.nextRunAt);
  const times = [first, ...nextTimes(dueTimesOf(schedule), first, shownRuns - 1)];
  return times.map((time) => new Date(time).toISOString());
}

/** The ETag begins with the version, which is what an `If-Match` demands; the rest grows with the runs, so that reads stay fresh. */
export function withEtag(schedule: StoredSchedule): Reply<Schedule> {
  const etag = versionTag(schedule).replace(/"$/, `.${schedule.revision}"`);
  return new Reply(viewSchedule(schedule), { etag });
}

/** The part of an `If-Match` that demands a version. */
export function versionPart(ifMatch: string | undefined): string | undefined {
  return ifMatch?.trim().replace(/^"(v\d{1,15})\.\d{1,15}"$/, '"$1"');
}
