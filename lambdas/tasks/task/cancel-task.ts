import type { Context } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import { type Announcer, announce } from '../../../shared/task/announce.ts';
import type { StoredTask } from '../../../shared/task/task.ts';
import { readTask } from './read-task.ts';

/**
 * A queued task ends here; its message, when it arrives, finds nothing to do. A running one is asked to stop.
 * @throws AppError `not_found`, or `conflict` when it has finished
 */
export async function cancelTask(call: { ctx: Context; deps: Announcer; input: { id: string } }): Promise<StoredTask> {
  const { ctx, deps, input } = call;
  const task = await readTask({ ctx, deps: { tasks: deps.store }, input });
  const cancelled = await deps.store.cancelQueued(task, ctx.now);
  if (cancelled) {
    await announce(deps, cancelled);
    return cancelled;
  }
  const asked = await deps.store.requestCancel(task, ctx.now);
  if (asked) return asked;
  const { status } = await readTask({ ctx, deps: { tasks: deps.store }, input });
  throw new AppError('conflict', `The task is ${status}; only a queued or running task can be cancelled.`);
}
