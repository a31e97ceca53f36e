import * as z from 'zod';
import { isFinished, type StoredTask, TaskError, TaskId, TaskStatus } from '../../../shared/task/task.ts';
import { openWait, type Wait, WaitReason, waitedMs, waitFor } from '../../../shared/task/waits.ts';
import { explain } from './explain.ts';

const Span = z.object({ from: z.iso.datetime(), to: z.iso.datetime(), ms: z.int().min(0) });

const Attempt = Span.extend({
  isRunning: z.boolean(),
  error: TaskError.optional().describe('What ended it, when it was a failure.'),
});
type Attempt = z.infer<typeof Attempt>;

export const Timeline = z
  .object({
    taskId: TaskId,
    status: TaskStatus,
    waitMs: z.int().min(0).describe('All of `waits`, to the millisecond.'),
    runMs: z.int().min(0).describe('All of `attempts`.'),
    waits: z
      .array(Span.extend({ reason: WaitReason, explanation: z.string(), isWaiting: z.boolean() }))
      .describe(
        'In order. Of a task that waited very often, old ones of a reason are one that is as long as all of them.',
      ),
    attempts: z
      .array(Attempt)
      .describe('When it was at work. A task that waits for its own tasks goes on in a part of its own.'),
    totals: z.partialRecord(WaitReason, z.int()).describe('Milliseconds by reason.'),
  })
  .meta({ id: 'TaskTimeline' });
export type Timeline = z.infer<typeof Timeline>;

/** What the task remembers of its waits, as a whole; what is still under way counts until `now`. */
export function timelineOf(stored: StoredTask, now: number): Timeline {
  const task = { ...stored, waits: waitsBy(stored, now) };
  const waits = task.waits.map((wait) => {
    const { reason, from } = wait;
    // Another machine's clock may be ahead of this one; nothing is shorter than nothing.
    const until = wait.to ?? iso(Math.max(now, Date.parse(from)));
    return { reason, ...span(from, until), explanation: explain(task, wait), isWaiting: wait.to === undefined };
  });
  const attempts = attemptsOf(task, now);
  return {
    taskId: task.id,
    status: task.status,
    waitMs: waitedMs(task.waits, now),
    runMs: sum(attempts),
    waits,
    attempts,
    totals: Object.fromEntries(
      WaitReason.options
        .map((reason) => [reason, sum(waits.filter((wait) => wait.reason === reason))] as const)
        .filter(([, ms]) => ms > 0),
    ),
  };
}

/** A pause that is over and that nobody has noticed yet: since it was to end, the platform is waited for. */
function waitsBy({ waits, notBefore }: StoredTask, now: number): Wait[] {
  const reason = openWait(waits)?.reason;
  const isPause = reason === 'delay' || reason === 'backoff';
  const end = isPause && notBefore ? Date.parse(notBefore) : now;
  return end < now ? waitFor(waits, 'platform-capacity', end) : waits;
}

/**
 * It was at work whenever it did not wait, until it failed, was finished, or came back to the line. Where old waits were
 * merged, only the latest of these times is still known.
 */
function attemptsOf(task: StoredTask, now: number): Attempt[] {
  const starts = [task.createdAt, ...task.waits.flatMap(({ to }) => to ?? [])];
  const ends = [...task.waits.map(({ from }) => from), ...endOf(task, now)];
  const gaps = starts.flatMap((from, at) =>
    ends[at] === undefined ? [] : [{ from, to: ends[at], isLast: at === task.waits.length }],
  );
  const known = task.waits.some(({ merged }) => merged) ? gaps.filter(({ isLast }) => isLast) : gaps;
  return known
    .map(({ from, to, isLast }) => attempt(task, from, to, isLast))
    .filter(({ ms, isRunning }) => ms > 0 || isRunning);
}

function endOf({ status, finishedAt, waits }: StoredTask, now: number): string[] {
  if (isFinished(status)) return finishedAt === undefined ? [] : [finishedAt];
  return status === 'running' ? [iso(Math.max(now, Date.parse(waits.at(-1)?.to ?? '') || 0))] : [];
}

function attempt(task: StoredTask, from: string, to: string, isLast: boolean): Attempt {
  const past = task.previousErrors.find(({ at }) => at >= from && at <= to);
  const error = past ?? (isLast && isFinished(task.status) ? task.error : undefined);
  return {
    ...span(from, past?.at ?? to),
    isRunning: isLast && task.status === 'running',
    ...(error && { error: { code: error.code, detail: error.detail } }),
  };
}

function span(from: string, to: string) {
  return { from, to, ms: Math.max(0, Date.parse(to) - Date.parse(from)) };
}

function sum(spans: readonly { readonly ms: number }[]): number {
  return spans.reduce((total, { ms }) => total + ms, 0);
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
