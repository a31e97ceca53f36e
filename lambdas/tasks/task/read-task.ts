import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { AppError, found } from '../../../shared/errors.ts';
import type { Page } from '../../../shared/page.ts';
import { onlyUsable, usableProjects } from '../../../shared/project.ts';
import type { TaskStore } from '../../../shared/task/store.ts';
import { isFinished, type StoredTask, type TaskStatus } from '../../../shared/task/task.ts';
import { type TaskType, taskTypeOf, taskTypes } from '../../../shared/task/type.ts';

/** The kinds of tasks that this credential may see: those of the products that it may read. */
export function readableTypes(ctx: Context): TaskType[] {
  return Object.keys(taskTypes)
    .filter((type): type is TaskType => type in taskTypes)
    .filter((type) => ctx.permissions.has(`${taskTypeOf(type).product}:read`));
}

interface Deps {
  readonly tasks: TaskStore;
  /** Where projects say who may use them. */
  readonly projects: Table;
}

/** @throws AppError `not_found`, also for a task of a product that the credential may not read, or of a project that it may not use */
export async function readTask(call: { ctx: Context; deps: Deps; input: { id: string } }): Promise<StoredTask> {
  const { ctx, deps, input } = call;
  const task = await deps.tasks.get(ctx.orgId, input.id);
  if (!task || !readableTypes(ctx).includes(task.type)) throw noSuchTask(input.id);
  if (!(await usableProjects(deps.projects, ctx, [task.projectId])).has(task.projectId)) throw noSuchTask(input.id);
  return task;
}

function noSuchTask(id: string): AppError {
  return new AppError('not_found', `There is no task ${id}.`);
}

/** Those of the products that the caller may read, and of the projects that they may use. */
export async function listTasks(call: {
  ctx: Context;
  deps: Deps;
  input: { limit: number; cursor?: string; status?: TaskStatus; type?: TaskType; projectId?: string };
}): Promise<Page<StoredTask>> {
  const { ctx, deps, input } = call;
  const { type, ...query } = input;
  const types = readableTypes(ctx).filter((readable) => type === undefined || readable === type);
  if (types.length === 0) return { items: [] };
  const keep = onlyUsable<StoredTask>(deps.projects, ctx);
  return deps.tasks.list(ctx.orgId, { ...query, types, keep });
}

/** First often, because most waits end soon; then once a second, because a read costs money. */
const pollMs = [100, 200, 400, 800, 1_000];

/**
 * Waits until the task has finished, at most `waitSeconds`.
 * @throws AppError `not_found`, as `readTask`
 */
export async function awaitTask(call: {
  ctx: Context;
  deps: Deps & { now: () => number; wait: (ms: number) => Promise<void> };
  input: { id: string; waitSeconds: number };
}): Promise<StoredTask> {
  const { ctx, deps, input } = call;
  const deadline = ctx.now + input.waitSeconds * 1_000;
  let task = await readTask({ ctx, deps, input });
  for (let polls = 0; ; polls += 1) {
    const left = deadline - deps.now();
    if (isFinished(task.status) || left <= 0) return task;
    await deps.wait(Math.min(left, pollMs[polls] ?? 1_000));
    // Whether the caller may see it was asked once; that does not change within seconds.
    task = found(await deps.tasks.get(ctx.orgId, input.id), 'task');
  }
}
