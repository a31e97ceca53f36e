import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Context, requirePermission } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import { expectedVersion, versionTag } from '../../../shared/if-match.ts';
import { planLimits } from '../../../shared/plan.ts';
import { taskTypeOf } from '../../../shared/task/type.ts';
import { changedSchedule } from './changed-schedule.ts';
import { checkTask, projectOf } from './check-task.ts';
import { type ReadDeps, readSchedule } from './read-schedule.ts';
import type { ScheduleChange, StoredSchedule } from './schedule.ts';
import { scheduleSaved, schedulesCounted } from './store.ts';
import { versionPart } from './view-schedule.ts';

interface Call {
  readonly ctx: Context;
  readonly deps: ReadDeps & { readonly dynamo: DynamoDBClient; readonly table: Table };
  readonly input: { readonly id: string; readonly change: ScheduleChange; readonly ifMatch?: string | undefined };
}

/**
 * Changes settings, pauses (`enabled: false`) and resumes. A due time that no ticker has seen yet runs once, by the definition after
 * the change; times of a new timing, and those after a pause, count from now.
 * @throws AppError `not_found`, `forbidden`, `validation_failed`, `precondition_failed`, `plan_limit_reached` when it is to run and as
 *   many do as the plan includes, or `conflict` when there is no time left to run at
 */
export async function updateSchedule(call: Call): Promise<StoredSchedule> {
  const { ctx, deps, input } = call;
  const expected = expectedVersion(versionPart(input.ifMatch));
  // A run or another change that came between is no reason to fail; only `If-Match` makes it one.
  for (let tries = 0; tries < 5; tries += 1) {
    const before = await readSchedule(call);
    requirePermission(ctx, `${taskTypeOf(before.task.type).product}:write`);
    if (expected !== undefined && expected !== before.version) {
      throw new AppError('precondition_failed', `The schedule is now at ${versionTag(before)}.`);
    }
    const task = input.change.task && checkTask(ctx, input.change.task, before.projectId);
    if (task) projectOf(task, before.projectId);
    const after = changedSchedule(before, { ...input.change, ...(task && { task }) }, ctx);
    if (!after) return before;
    const failed = await save(ctx, deps, before, after);
    if (failed.has('room')) {
      const limit = planLimits[ctx.plan].schedules;
      throw new AppError(
        'plan_limit_reached',
        `The ${ctx.plan} plan includes ${limit} schedules; as many run already.`,
      );
    }
    if (failed.size === 0) return { ...after, revision: before.revision + 1 };
  }
  throw new AppError('unavailable', 'This schedule is being changed by others. Try again.');
}

function save(
  { orgId, plan }: Context,
  { dynamo, table }: Call['deps'],
  before: StoredSchedule,
  after: Omit<StoredSchedule, 'revision'>,
): Promise<ReadonlySet<string>> {
  const enabled = Number(after.enabled) - Number(before.enabled);
  const below = enabled > 0 ? { enabled: planLimits[plan].schedules } : {};
  return attempt(dynamo, {
    schedule: scheduleSaved(table, before, after),
    ...(enabled !== 0 && { room: schedulesCounted(table, orgId, { enabled }, below) }),
  });
}
