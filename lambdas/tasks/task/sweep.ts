import type { Logger } from '../../../shared/log.ts';
import { type Announcer, announce } from '../../../shared/task/announce.ts';
import { finish, requeue } from '../../../shared/task/end-attempt.ts';
import type { TaskQueue } from '../../../shared/task/queue.ts';
import type { StoredTask } from '../../../shared/task/task.ts';

export interface SweepDeps extends Announcer {
  readonly queue: TaskQueue;
  readonly log: Logger;
  readonly now: () => number;
  readonly random: () => number;
}

const batch = 100;

/**
 * Mends what a crash left undone, from the index of tasks whose due time has passed: a queued task gets its message again, a
 * running one whose worker fell silent goes back to the queue, and every one gets its event published. All of it is
 * harmless when it had been done already. One broken task does not stop the others.
 */
export async function sweep(deps: SweepDeps): Promise<{ mended: number; failed: number }> {
  const tasks = await deps.store.overdue(deps.now(), batch);
  const results = await Promise.allSettled(tasks.map(async (task) => mend(deps, readable(task))));
  for (const result of results) {
    if (result.status === 'rejected') deps.log.error('an overdue task could not be mended', result.reason);
  }
  const failed = results.filter((result) => result.status === 'rejected').length;
  return { mended: tasks.length - failed, failed };
}

function readable(task: StoredTask | Error): StoredTask {
  if (task instanceof Error) throw task;
  return task;
}

async function mend(deps: SweepDeps, task: StoredTask): Promise<void> {
  await announce(deps, task);
  if (task.status === 'queued') {
    await deps.queue.send(task);
    await deps.store.postpone(task, deps.now());
  } else if (task.status === 'running') {
    await giveUpWorker(deps, task);
  }
}

/** Takes the lease over first: the index is read with a delay, and a worker that has renewed since must keep its task. */
async function giveUpWorker(deps: SweepDeps, overdue: StoredTask): Promise<void> {
  const task = await deps.store.takeOver(overdue, crypto.randomUUID(), deps.now());
  if (!task) return;
  const error = { code: 'worker_lost', detail: 'The worker stopped in the middle of the task.' };
  deps.log.warn('the worker of a task fell silent', { taskId: task.id, attempt: task.attempt });
  if (task.cancelRequestedAt) await finish(deps, task, { status: 'cancelled' });
  else if (task.attempt >= task.maxAttempts) await finish(deps, task, { status: 'failed', error });
  else await requeue(deps, task, error);
}
