import { AppError } from '../errors.ts';
import { type Engine, follow } from './announce.ts';
import { end, freed } from './end.ts';
import { leaveLane } from './lane.ts';
import type { Alongside } from './store.ts';
import type { StoredTask, TaskError } from './task.ts';
import { backingOff, type End, readied, suspended } from './transition.ts';
import { backoffSeconds, taskTypeOf } from './type.ts';

/** A failure that another attempt would only repeat. */
export class PermanentTaskError extends Error {
  override readonly name = 'PermanentTaskError';
  readonly code: string;
  /** By our fault: it is not counted. */
  readonly isOurs: boolean;
  constructor(code: string, detail: string, { isOurs = false } = {}) {
    super(detail);
    this.code = code;
    this.isOurs = isOurs;
  }
}

/** A failure that says when another attempt may help, as `Retry-After` of an HTTP reply does. */
export class RetryLater extends Error {
  override readonly name = 'RetryLater';
  readonly code: string;
  readonly retryAfterSeconds: number;
  constructor(code: string, detail: string, retryAfterSeconds: number) {
    super(detail);
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Longer than this nobody is told to wait. */
const longestRetryAfterSeconds = 24 * 3_600;

export interface AttemptDeps extends Engine {
  readonly now: () => number;
  readonly random: () => number;
}

/** Another attempt when there is one left and it could help. */
export async function fail(deps: AttemptDeps, task: StoredTask, thrown: unknown): Promise<void> {
  const error = toTaskError(thrown);
  deps.log.error('task attempt failed', thrown, { taskId: task.id, attempt: task.attempt, code: error.code });
  if (thrown instanceof PermanentTaskError || taskTypeOf(task.type).retry.nonRetryable.includes(error.code)) {
    const isOurs = thrown instanceof PermanentTaskError && thrown.isOurs;
    await endAttempt(deps, task, { status: 'failed', error, isOurs });
    return;
  }
  await tryAgain(deps, task, error, retryAfterOf(thrown));
}

const workerLost: TaskError = { code: 'worker_lost', detail: 'The worker stopped in the middle of the task.' };

/** For whoever has taken the lease of a silent worker over. */
export async function loseWorker(deps: AttemptDeps, task: StoredTask): Promise<void> {
  deps.log.warn('the worker of a task fell silent', { taskId: task.id, attempt: task.attempt });
  await tryAgain(deps, task, workerLost, 0);
}

async function tryAgain(deps: AttemptDeps, task: StoredTask, error: TaskError, leastSeconds: number): Promise<void> {
  if (task.attempt >= task.maxAttempts) return endAttempt(deps, task, { status: 'failed', error, isOurs: true });
  const now = deps.now();
  const seconds = backoffSeconds(task.type, task.attempt - task.baseAttempt, deps.random, leastSeconds);
  const moved = await deps.store.move(task, backingOff(task, error, seconds, now), now, {
    alongside: slotOf(deps, task),
    only: uncancelled,
  });
  if (moved.task) return afterRun(deps, moved.task, now);
  await cancelledMeanwhile(deps, task);
}

/** Until its last child has ended it holds neither a slot nor a worker. When that one has ended by now, it goes on at once. */
export async function suspend(deps: AttemptDeps, task: StoredTask): Promise<void> {
  const now = deps.now();
  const moved = await deps.store.move(task, suspended(task, now), now, {
    alongside: slotOf(deps, task),
    only: { when: `${uncancelled.when} AND #children.#finished < #children.#total` },
  });
  if (moved.task) return afterRun(deps, moved.task, now);
  const change = { ...suspended(task, now), ...readied(task, now) };
  const ready = await deps.store.move(task, change, now, { alongside: slotOf(deps, task), only: uncancelled });
  if (ready.task) return afterRun(deps, ready.task, now);
  await cancelledMeanwhile(deps, task);
}

export async function endAttempt(
  deps: Engine & Pick<AttemptDeps, 'now'>,
  task: StoredTask,
  outcome: End,
  alongside?: Alongside,
): Promise<void> {
  const ended = await end(deps, task, outcome, deps.now(), alongside);
  if (!ended) deps.log.warn('lost the lease; another worker owns the task', { taskId: task.id, attempt: task.attempt });
}

export function timeoutError(task: StoredTask): TaskError {
  return { code: 'timed_out', detail: `The task ran longer than ${taskTypeOf(task.type).timeoutSeconds} s.` };
}

const uncancelled = { when: 'attribute_not_exists(#cancelRequestedAt)' };

function slotOf({ store }: Engine, task: StoredTask): Alongside {
  return { lane: leaveLane(store.table, task, 'slot') };
}

async function afterRun(deps: Engine, task: StoredTask, now: number): Promise<void> {
  await follow(deps, task, now);
  await freed(deps, task, now);
}

/** What refused another attempt is a cancellation, or a lost lease. */
async function cancelledMeanwhile(deps: AttemptDeps, task: StoredTask): Promise<void> {
  const fresh = await deps.store.get(task.orgId, task.id);
  const isMine = fresh?.revision === task.revision;
  if (isMine && fresh.cancelRequestedAt) await endAttempt(deps, task, { status: 'cancelled' });
  else deps.log.warn('lost the lease; another worker owns the task', { taskId: task.id, attempt: task.attempt });
}

function retryAfterOf(thrown: unknown): number {
  if (!(thrown instanceof Error) || !('retryAfterSeconds' in thrown)) return 0;
  const seconds = Number(thrown.retryAfterSeconds);
  return Number.isFinite(seconds) ? Math.min(longestRetryAfterSeconds, Math.max(0, seconds)) : 0;
}

/** The text of an unknown error may hold what is nobody's business; only errors of ours are told. */
function toTaskError(thrown: unknown): TaskError {
  if (thrown instanceof PermanentTaskError || thrown instanceof RetryLater) {
    return { code: thrown.code, detail: thrown.message };
  }
  if (thrown instanceof AppError) return { code: thrown.code, detail: thrown.message };
  const name = thrown instanceof Error ? thrown.name : 'Error';
  return { code: 'attempt_failed', detail: `The worker failed (${name}); we log the details.` };
}
