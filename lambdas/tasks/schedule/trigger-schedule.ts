import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Context, requirePermission } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Logger } from '../../../shared/log.ts';
import { planLimits } from '../../../shared/plan.ts';
import { projectExists } from '../../../shared/project.ts';
import { taskTypeOf } from '../../../shared/task/type.ts';
import { type ReadDeps, readSchedule } from './read-schedule.ts';
import type { Run } from './run/run.ts';
import { newRun } from './run/store.ts';
import type { StoredSchedule } from './schedule.ts';
import { scheduleSaved } from './store.ts';
import { submissionOf } from './submission-of.ts';
import { type SendDeps, sendRun } from './tick/send-run.ts';

interface Call {
  readonly ctx: Context;
  readonly deps: ReadDeps & SendDeps & { readonly dynamo: DynamoDBClient; readonly table: Table; readonly log: Logger };
  readonly input: { readonly id: string };
}

/**
 * One more run, now, also of a paused schedule; what is due stays due. The task is there a moment later.
 * @throws AppError `not_found` for the schedule or its project, or `forbidden` without the product's write permission
 */
export async function triggerSchedule(call: Call): Promise<Run> {
  const { ctx } = call;
  for (let tries = 0; tries < 5; tries += 1) {
    const schedule = await readSchedule(call);
    requirePermission(ctx, `${taskTypeOf(schedule.task.type).product}:write`);
    // The next millisecond when this one has a run, a scheduled one or that of somebody who asked at the same time.
    const run = await write(call, schedule, ctx.now + tries);
    if (run) return run;
  }
  throw new AppError('unavailable', `Too much happens to this schedule at once. Try again.`);
}

async function write({ ctx, deps }: Call, schedule: StoredSchedule, at: number): Promise<Run | undefined> {
  const dueAt = new Date(at).toISOString();
  const startedAt = new Date(ctx.now).toISOString();
  const { orgId, id: scheduleId, projectId } = schedule;
  const submission = submissionOf(schedule, dueAt, ctx.actor);
  const { taskId } = submission;
  const run: Run = { dueAt, startedAt, outcome: 'submitted', cause: 'trigger', taskId };
  const { historyDays } = planLimits[ctx.plan];
  const lastTask = { id: taskId, submittedAt: startedAt };
  const failed = await attempt(deps.dynamo, {
    project: projectExists(deps.projects, ctx, projectId),
    schedule: scheduleSaved(deps.table, schedule, { ...schedule, lastRun: run, lastTask }),
    run: newRun(deps.table, { orgId, scheduleId, run, submission, now: ctx.now, historyDays }),
  });
  if (failed.has('project')) throw new AppError('not_found', `There is no project ${projectId}.`);
  if (failed.size > 0) return undefined;
  try {
    await sendRun(deps, { orgId, scheduleId, dueAt, submission });
  } catch (error) {
    // The run is written and owes its submission, so failing the request would only make the client ask for another.
    deps.log.error('left to the ticker of schedules', error, { scheduleId, dueAt });
  }
  return run;
}
