import type { Logger } from '../log.ts';
import { type Announcer, announce } from './announce.ts';
import type { TaskQueue } from './queue.ts';
import type { Outcome } from './store.ts';
import type { StoredTask, TaskError } from './task.ts';
import { backoffSeconds, taskTypeOf } from './type.ts';

/** A failure that another attempt would only repeat. */
export class PermanentTaskError extends Error {
  override readonly name = 'PermanentTaskError';
  readonly code: string;
  constructor(code: string, detail: string) {
    super(detail);
    this.code = code;
  }
}

interface EndDeps extends Announcer {
  readonly queue: TaskQueue;
  readonly log: Logger;
  readonly now: () => number;
  readonly random: () => number;
}

/** Another attempt when there is one left and it could help. */
export async function fail(deps: EndDeps, task: StoredTask, thrown: unknown): Promise<void> {
  const error = toTaskError(thrown);
  deps.log.error('task attempt failed', thrown, { taskId: task.id, attempt: task.attempt, code: error.code });
  if (thrown instanceof PermanentTaskError || task.attempt >= task.maxAttempts) {
    await finish(deps, task, { status: 'failed', error });
    return;
  }
  await requeue(deps, task, error);
}

/** Also the sweeper's way to bring back a task whose worker died. */
export async function requeue(deps: Omit<EndDeps, 'log'>, task: StoredTask, error: TaskError): Promise<void> {
  const delay = backoffSeconds(task.type, task.attempt, deps.random);
  const queued = await deps.store.retryLater(task, error, delay, deps.now());
  if (!queued) return;
  await announce(deps, queued);
  await deps.queue.send(queued, delay);
}

export async function finish(
  deps: Announcer & Pick<EndDeps, 'now'>,
  task: StoredTask,
  outcome: Outcome,
): Promise<void> {
  const finished = await deps.store.finish(task, outcome, deps.now());
  if (finished) await announce(deps, finished);
}

export function timeoutError(task: StoredTask): TaskError {
  return { code: 'timed_out', detail: `The task ran longer than ${taskTypeOf(task.type).timeoutSeconds} s.` };
}

function toTaskError(thrown: unknown): TaskError {
  if (thrown instanceof PermanentTaskError) return { code: thrown.code, detail: thrown.message };
  const name = thrown instanceof Error ? thrown.name : 'Error';
  return { code: 'attempt_failed', detail: `The worker failed (${name}); we log the details.` };
}
