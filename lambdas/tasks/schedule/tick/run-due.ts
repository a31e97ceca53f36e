import type { Run } from '../run/run.ts';
import type { PausedBecause, StoredSchedule } from '../schedule.ts';
import { submissionOf } from '../submission-of.ts';
import { dueTimesOf } from '../timing/timing.ts';
import { type CommitDeps, commit, type Step } from './commit.ts';
import { type Fate, fateOfLastTask, refusalLimit, type TaskReader } from './last-task.ts';
import { type Missed, nextStep } from './next-step.ts';
import { type SendDeps, sendRun } from './send-run.ts';

export interface RunDueDeps extends CommitDeps, SendDeps {
  readonly tasks: TaskReader;
}

/** `moved`: another ticker or a client was faster, or this due time had been run; what is there now is for the next look. */
export type Outcome = Run['outcome'] | 'paused' | 'moved';

const iso = (ms: number) => new Date(ms).toISOString();

/**
 * One step of a schedule that is due. One transaction moves it from this due time to the next, and writes the run with what it
 * owes; so whoever is second at the same due time has nothing to do, and what a crash leaves unsent is found by its mark.
 */
export async function runDue(deps: RunDueDeps, schedule: StoredSchedule, now: number): Promise<Outcome> {
  const { nextRunAt } = schedule;
  if (nextRunAt === undefined) return 'moved';
  const reason = await deps.standings.reasonToPause(schedule);
  if (reason) return pause(deps, schedule, { ...reason, at: iso(now) }, now);
  const step = nextStep(dueTimesOf(schedule), schedule.catchUp, Date.parse(nextRunAt), now);
  const missed = step.missed && missedRun(step.missed, now);
  if (step.run === undefined)
    return outcomeOf(deps, schedule, { after: movedTo(schedule, step.next, now), missed }, now);

  const fate = await fateOfLastTask(deps.tasks, schedule, now);
  const counted = { ...schedule, refusals: refusalsAfter(schedule, fate) };
  if (counted.refusals >= refusalLimit) {
    const detail = `${counted.refusals} submissions in a row were refused; the error of the last task says why.`;
    return pause(deps, counted, { code: 'refused', detail, at: iso(now) }, now);
  }
  const isSkipped = fate === 'open' && schedule.skipIfRunning;
  const written = {
    ...runAt(schedule, iso(step.run), isSkipped, now),
    after: movedTo(counted, step.next, now),
    missed,
  };
  return outcomeOf(deps, schedule, written, now);
}

function refusalsAfter({ refusals }: StoredSchedule, fate: Fate): number {
  if (fate === 'refused') return refusals + 1;
  return fate === 'accepted' ? 0 : refusals;
}

function runAt(schedule: StoredSchedule, dueAt: string, isSkipped: boolean, now: number): Omit<Step, 'after'> {
  const base = { dueAt, startedAt: iso(now), cause: 'schedule' } as const;
  if (isSkipped) {
    const reason = 'The task of the run before is still queued or running.';
    return { run: { ...base, outcome: 'skipped', reason } };
  }
  const submission = submissionOf(schedule, dueAt);
  const { taskId } = submission;
  const run: Run = { ...base, outcome: 'submitted', taskId };
  return { run, submission, lastTask: { id: taskId, submittedAt: iso(now) } };
}

/** Without a next due time the schedule is over: it stays, paused, with its runs. */
function movedTo({ nextRunAt: _, ...schedule }: StoredSchedule, next: number | undefined, now: number): Step['after'] {
  if (next !== undefined) return { ...schedule, nextRunAt: iso(next) };
  return { ...schedule, enabled: false, version: schedule.version + 1, updatedAt: iso(now) };
}

async function outcomeOf(deps: RunDueDeps, schedule: StoredSchedule, step: Step, now: number): Promise<Outcome> {
  const { isSaved, isRun } = await commit(deps, schedule, step, now);
  if (!isSaved) return 'moved';
  if (!step.run) return 'missed';
  if (!isRun) return 'moved';
  const { run, submission } = step;
  if (submission) await sendRun(deps, { orgId: schedule.orgId, scheduleId: schedule.id, dueAt: run.dueAt, submission });
  return run.outcome;
}

function missedRun({ from, until, count, isMore }: Missed, now: number): Run {
  const many = isMore ? `More than ${count} due times` : count === 1 ? 'This due time' : `${count} due times`;
  const end = until === undefined ? '' : ` up to, but without, ${iso(until)}`;
  const reason = `${many}${count === 1 ? '' : ` from ${iso(from)}${end}`} went by unseen and ${count === 1 ? 'is' : 'are'} not caught up on.`;
  return { dueAt: iso(from), startedAt: iso(now), outcome: 'missed', cause: 'schedule', reason };
}

/** Ends the due times until a client resumes the schedule; the run list says so, too. */
async function pause(
  deps: RunDueDeps,
  schedule: StoredSchedule,
  pausedBecause: PausedBecause,
  now: number,
): Promise<Outcome> {
  const dueAt = schedule.nextRunAt ?? iso(now);
  const reason = `The schedule was paused. ${pausedBecause.detail}`;
  const run: Run = { dueAt, startedAt: iso(now), outcome: 'skipped', cause: 'schedule', reason };
  const { lastTask: _, ...after } = movedTo(schedule, undefined, now);
  const { isSaved } = await commit(deps, schedule, { after: { ...after, pausedBecause }, run }, now);
  return isSaved ? 'paused' : 'moved';
}
