import type { Context } from '../../../shared/context.ts';
import type { Engine } from '../../../shared/task/announce.ts';
import { cancelTask as cancel } from '../../../shared/task/cancel.ts';
import type { BulkReply, BulkRequest } from './bulk.ts';
import { refuseFinished } from './cancel-task.ts';
import { type ChangeManyDeps, changeMany } from './change-many.ts';

/** @throws AppError `invalid_cursor` */
export async function cancelTasks(call: {
  ctx: Context;
  deps: ChangeManyDeps & Engine;
  input: BulkRequest;
}): Promise<BulkReply> {
  const { ctx, deps } = call;
  return changeMany(call, {
    statuses: ['queued', 'running'],
    check: refuseFinished,
    act: (task) => cancel(deps, task, ctx.now),
  });
}
