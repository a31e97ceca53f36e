import type { Context } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Engine } from '../../../shared/task/announce.ts';
import { redriveTask } from '../../../shared/task/redrive.ts';
import { isFinished, type StoredTask } from '../../../shared/task/task.ts';
import { type ReadDeps, readTask } from './read-task.ts';
import { requireWritable } from './readable-types.ts';

/**
 * Queued again, with its attempts before it and a reservation of its own; of two at once, one wins.
 * @throws AppError `not_found`, `forbidden` for a product that the credential may only read, `conflict` when it has not ended
 * or succeeded, or `quota_exceeded`
 */
export async function retryTask(call: {
  ctx: Context;
  deps: ReadDeps & Engine;
  input: { id: string };
}): Promise<StoredTask> {
  const { ctx, deps } = call;
  const task = await readTask(call);
  requireWritable(ctx, task.type);
  return redriveTask(ctx, deps, task);
}

/** What `redriveTask` would refuse, for who only asks. @throws AppError `conflict` */
export function refuseRetry({ status }: StoredTask): void {
  if (isFinished(status) && status !== 'succeeded') return;
  throw new AppError('conflict', `The task is ${status}; one that failed, timed out or was cancelled can be retried.`);
}
