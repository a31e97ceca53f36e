import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { admitOrWait } from './admission.ts';
import { type Engine, follow } from './announce.ts';
import { singleKey } from './keys.ts';
import { quotaExceeded, reservation, reserved } from './quota.ts';
import { isFinished, type StoredTask } from './task.ts';
import { admitted, lined, redriven } from './transition.ts';
import { taskTypeOf } from './type.ts';

/**
 * A person has a task tried again that failed, timed out or was cancelled: it gets the attempts of its type once more, with
 * a reservation of its own, and keeps the reasons of its earlier ends.
 * @throws AppError `conflict` when it has not ended, succeeded, or another task has its singleton key; `quota_exceeded`
 */
export async function redriveTask(ctx: Context, deps: Engine, task: StoredTask): Promise<StoredTask> {
  if (!isFinished(task.status) || task.status === 'succeeded') {
    throw new AppError(
      'conflict',
      `The task is ${task.status}; one that failed, timed out or was cancelled can be retried.`,
    );
  }
  const { store } = deps;
  const { metered } = taskTypeOf(task.type);
  const quota = task.quota && metered ? reserved(metered, ctx.now, task.quota) : undefined;
  const newcomer = { ...task, plan: ctx.plan };
  let queued = task;
  const { failed } = await admitOrWait(store, newcomer, { isNew: true, now: ctx.now }, (place) => {
    const change = redriven(task, quota, ctx.now);
    const where = place.hold === 'queue' ? admitted(task, ctx.now) : lined(task, place.reason, place.waitKey, ctx.now);
    const { write, next } = store.moving(task, { ...change, ...where, plan: ctx.plan }, ctx.now);
    queued = next;
    return {
      task: write,
      ...(quota && metered && { quota: reservation(store.table, ctx, metered) }),
      ...(task.singletonKey && { single: singleAgain(deps, task, task.singletonKey) }),
    };
  });
  if (!failed) {
    await follow(deps, queued, ctx.now);
    return queued;
  }
  if (failed.has('quota') && metered) throw quotaExceeded(ctx, metered);
  if (failed.has('single')) throw new AppError('conflict', 'Another task with its singleton key is queued or running.');
  throw new AppError('conflict', 'The task was retried by somebody else meanwhile.');
}

function singleAgain({ store }: Engine, task: StoredTask, key: string) {
  return {
    table: store.table,
    put: { ...singleKey(task.orgId, task.type, key), taskId: task.id },
    condition: { when: 'attribute_not_exists(pk)' },
  };
}
