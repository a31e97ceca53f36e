import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Context, requirePermission } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { tryTransact } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import { taskTypeOf } from '../../../shared/task/type.ts';
import { type ReadDeps, readSchedule } from './read-schedule.ts';
import { scheduleGone, schedulesCounted } from './store.ts';

/**
 * Nothing is due any more from then on; tasks that it has submitted go on.
 * @throws AppError `not_found`, or `forbidden` without the product's write permission
 */
export async function deleteSchedule(call: {
  ctx: Context;
  deps: ReadDeps & { readonly dynamo: DynamoDBClient; readonly table: Table };
  input: { id: string };
}): Promise<void> {
  const { ctx, deps } = call;
  for (let tries = 0; tries < 5; tries += 1) {
    const schedule = await readSchedule(call);
    requirePermission(ctx, `${taskTypeOf(schedule.task.type).product}:write`);
    const counted = { total: -1, enabled: schedule.enabled ? -1 : 0 };
    const isGone = await tryTransact(deps.dynamo, [
      scheduleGone(deps.table, schedule),
      schedulesCounted(deps.table, ctx.orgId, counted),
    ]);
    if (isGone) return;
  }
  throw new AppError('unavailable', 'This schedule is being changed by others. Try again.');
}
