import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from '../context.ts';
import type { Table } from '../dynamo.ts';
import { failedConditions, transact, type Write } from '../dynamo-transaction.ts';
import { AppError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { planLimits } from '../plan.ts';
import { type Announcer, announce, leaveToSweeper } from './announce.ts';
import type { TaskQueue } from './queue.ts';
import { iso, newTaskItem, quotaKey } from './store.ts';
import { StoredTask } from './task.ts';
import { type TaskType, taskTypeOf } from './type.ts';

export interface SubmitDeps extends Announcer {
  readonly dynamo: DynamoDBClient;
  readonly queue: TaskQueue;
  readonly log: Logger;
}

export interface NewTask {
  readonly id: string;
  readonly type: TaskType;
  readonly projectId: string;
  readonly input: unknown;
  readonly inputVersion: number;
  /** Written in the same transaction, so the product's own record and the task exist together or not at all. */
  readonly alongside: readonly (Write & { readonly table: Table })[];
}

/**
 * Accepts a task: one transaction writes it and counts it against the month, then its event and its message go out.
 * From the transaction on it cannot be lost: the sweeper repeats whatever a crash left out.
 * @throws AppError `quota_exceeded`
 */
export async function submitTask(ctx: Context, deps: SubmitDeps, request: NewTask): Promise<StoredTask> {
  const { metered, maxAttempts } = taskTypeOf(request.type);
  const { alongside, ...rest } = request;
  const item = newTaskItem(
    {
      ...rest,
      ...{ orgId: ctx.orgId, status: 'queued', priority: 0, progress: { percent: 0 } },
      ...{ attempt: 0, maxAttempts, createdAt: iso(ctx.now) },
    },
    ctx.now,
  );
  const month = iso(ctx.now).slice(0, 7);
  const count: Write & { table: Table } = {
    table: deps.store.table,
    update: quotaKey(ctx.orgId, metered, month),
    change: { add: { used: 1 } },
    condition: {
      when: 'attribute_not_exists(#used) OR #used < :limit',
      values: { ':limit': planLimits[ctx.plan].perMonth[metered] },
    },
  };
  try {
    await transact(deps.dynamo, [count, { table: deps.store.table, put: item }, ...alongside]);
  } catch (error) {
    if (failedConditions(error).includes(0)) throw quotaExceeded(ctx, metered);
    throw error;
  }
  const task = StoredTask.parse(item);
  await leaveToSweeper(deps.log, task, () => announce(deps, task));
  await leaveToSweeper(deps.log, task, () => deps.queue.send(task));
  return task;
}

function quotaExceeded(ctx: Context, metered: keyof (typeof planLimits)['free']['perMonth']): AppError {
  const now = new Date(ctx.now);
  const renewal = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1);
  const limit = planLimits[ctx.plan].perMonth[metered];
  return new AppError('quota_exceeded', `The ${ctx.plan} plan includes ${limit} of ${metered} a month; all are used.`, {
    headers: { 'retry-after': String(Math.ceil((renewal - ctx.now) / 1_000)) },
  });
}
