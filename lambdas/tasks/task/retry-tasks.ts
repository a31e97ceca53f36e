import type { Context } from '../../../shared/context.ts';
import type { Engine } from '../../../shared/task/announce.ts';
import { redriveTask } from '../../../shared/task/redrive.ts';
import type { BulkReply, BulkRequest } from './bulk.ts';
import { type ChangeManyDeps, changeMany } from './change-many.ts';
import { refuseRetry } from './retry-task.ts';

/** @throws AppError `invalid_cursor` */
export async function retryTasks(call: {
  ctx: Context;
  deps: ChangeManyDeps & Engine;
  input: BulkRequest;
}): Promise<BulkReply> {
  const { ctx, deps } = call;
  return changeMany(call, {
    statuses: ['failed', 'timed-out'],
    check: refuseRetry,
    act: (task) => redriveTask(ctx, deps, task),
  });
}
