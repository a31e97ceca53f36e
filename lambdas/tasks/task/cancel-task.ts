import { type Context, requirePermission } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Logger } from '../../../shared/log.ts';
import { type Announcer, announce, leaveToSweeper } from '../../../shared/task/announce.ts';
import { isFinished, type StoredTask } from '../../../shared/task/task.ts';
import { taskTypeOf } from '../../../shared/task/type.ts';
import { readTask } from './read-task.ts';

interface Deps extends Announcer {
  readonly log: Logger;
  readonly projects: Table;
}

/**
 * A queued task ends here; its message, when it arrives, finds nothing to do. A running one is asked to stop.
 * @throws AppError `not_found`, `forbidden` for a product that the credential may only read, or `conflict` when it has finished
 */
export async function cancelTask(call: { ctx: Context; deps: Deps; input: { id: string } }): Promise<StoredTask> {
  const { ctx, deps, input } = call;
  for (;;) {
    const task = await readTask({ ctx, deps: { tasks: deps.store, projects: deps.projects }, input });
    requirePermission(ctx, `${taskTypeOf(task.type).product}:write`);
    if (isFinished(task.status)) {
      throw new AppError('conflict', `The task is ${task.status}; only a queued or running task can be cancelled.`);
    }
    const changed = await tryCancel(ctx, deps, task);
    if (changed) return changed;
    // The task moved between our read and our write, which it does a few times in its life at most: look again.
  }
}

async function tryCancel(ctx: Context, deps: Deps, task: StoredTask): Promise<StoredTask | undefined> {
  if (task.status === 'running') return deps.store.requestCancel(task, ctx.now);
  const cancelled = await deps.store.cancelQueued(task, ctx.now);
  if (cancelled) await leaveToSweeper(deps.log, cancelled, () => announce(deps, cancelled));
  return cancelled;
}
