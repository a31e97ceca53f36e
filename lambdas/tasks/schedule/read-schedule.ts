import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Page } from '../../../shared/page.ts';
import { onlyUsable, usableProjects } from '../../../shared/project.ts';
import { taskTypeOf } from '../../../shared/task/type.ts';
import type { StoredSchedule } from './schedule.ts';
import type { ScheduleStore } from './store.ts';

export interface ReadDeps {
  readonly schedules: ScheduleStore;
  /** Where projects say who may use them. */
  readonly projects: Table;
}

const mayRead = (ctx: Context) => (schedule: StoredSchedule) =>
  ctx.permissions.has(`${taskTypeOf(schedule.task.type).product}:read`);

/** @throws AppError `not_found`, also for one of a product that the credential may not read, or of a project that it may not use */
export async function readSchedule(call: {
  ctx: Context;
  deps: ReadDeps;
  input: { id: string };
}): Promise<StoredSchedule> {
  const { ctx, deps, input } = call;
  const schedule = await deps.schedules.get(ctx.orgId, input.id);
  if (schedule && mayRead(ctx)(schedule)) {
    const usable = await usableProjects(deps.projects, ctx, [schedule.projectId]);
    if (usable.has(schedule.projectId)) return schedule;
  }
  throw new AppError('not_found', `There is no schedule ${input.id}.`);
}

/** Those of the products that the caller may read, and of the projects that they may use. */
export async function listSchedules(call: {
  ctx: Context;
  deps: ReadDeps;
  input: { limit: number; cursor?: string | undefined; projectId?: string | undefined };
}): Promise<Page<StoredSchedule>> {
  const { ctx, deps, input } = call;
  const usable = onlyUsable<StoredSchedule>(deps.projects, ctx);
  return deps.schedules.list(ctx.orgId, {
    limit: input.limit,
    ...(input.cursor !== undefined && { cursor: input.cursor }),
    ...(input.projectId !== undefined && { projectId: input.projectId }),
    keep: (schedules) => usable(schedules.filter(mayRead(ctx))),
  });
}
