import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/id.ts';
import { planLimits } from '../../../shared/plan.ts';
import { projectExists } from '../../../shared/project.ts';
import { checkTask, projectOf } from './check-task.ts';
import { firstDueTime } from './check-timing.ts';
import { kindOf, type NewSchedule, type StoredSchedule } from './schedule.ts';
import { newSchedule, schedulesCounted } from './store.ts';

/**
 * @throws AppError `validation_failed`, `forbidden`, `not_found` for the project, or `plan_limit_reached`
 */
export async function createSchedule(call: {
  ctx: Context;
  deps: { readonly dynamo: DynamoDBClient; readonly table: Table; readonly projects: Table };
  input: NewSchedule;
}): Promise<StoredSchedule> {
  const { ctx, deps, input } = call;
  const { projectId: chosen, ...settings } = input;
  const task = checkTask(ctx, input.task, chosen);
  const projectId = projectOf(task, chosen);
  const createdAt = new Date(ctx.now).toISOString();
  const timing = { ...settings, kind: kindOf(input), since: createdAt };
  const first = firstDueTime(timing, ctx.now);
  const schedule: StoredSchedule = {
    ...{ id: newId('schedule', ctx.now), orgId: ctx.orgId, projectId, ...timing, task, actor: ctx.actor, refusals: 0 },
    ...(input.enabled && { nextRunAt: first }),
    ...{ createdAt, updatedAt: createdAt, version: 1, revision: 1 },
  };
  const limit = planLimits[ctx.plan].schedules;
  const failed = await attempt(deps.dynamo, {
    project: projectExists(deps.projects, ctx, projectId),
    room: schedulesCounted(deps.table, ctx.orgId, { total: 1, enabled: input.enabled ? 1 : 0 }, { total: limit }),
    schedule: newSchedule(deps.table, schedule),
  });
  if (failed.has('project')) throw new AppError('not_found', `There is no project ${projectId}.`);
  if (failed.size > 0) {
    throw new AppError('plan_limit_reached', `The ${ctx.plan} plan includes ${limit} schedules; all are in use.`);
  }
  return schedule;
}
