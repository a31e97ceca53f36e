import type { Context } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Engine } from '../../../shared/task/announce.ts';
import { cancelTask as cancel } from '../../../shared/task/cancel.ts';
import { isFinished, type StoredTask } from '../../../shared/task/task.ts';
import { type ReadDeps, readTask } from './read-task.ts';
import { requireWritable } from './readable-types.ts';

/**
 * A queued task ends here, and its open children with it; its message, when it arrives, finds nothing to do. A running one is
 * asked to stop.
 * @throws AppError `not_found`, `forbidden` for a product that the credential may only read, or `conflict` when it has finished
 */
export async function cancelTask(call: {
  ctx: Context;
  deps: ReadDeps & Engine;
  input: { id: string };
}): Promise<StoredTask> {
  const { ctx, deps } = call;
  const task = await readTask(call);
  requireWritable(ctx, task.type);
  refuseFinished(task);
  const after = await cancel(deps, task, ctx.now);
  // It ended between the read and the write, and not by this.
  if (isFinished(after.status) && after.status !== 'cancelled') refuseFinished(after);
  return after;
}

/** @throws AppError `conflict` */
export function refuseFinished(task: StoredTask): void {
  if (!isFinished(task.status)) return;
  throw new AppError('conflict', `The task is ${task.status}; only a queued or running task can be cancelled.`);
}
