import type { Context } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import type { TaskStore } from '../../../shared/task/store.ts';
import { isFinished, type StoredTask } from '../../../shared/task/task.ts';
import { type TaskType, taskTypeOf, taskTypes } from '../../../shared/task/type.ts';

/** The kinds of tasks that this credential may see: those of the products that it may read. */
export function readableTypes(ctx: Context): TaskType[] {
  return Object.keys(taskTypes)
    .filter((type): type is TaskType => type in taskTypes)
    .filter((type) => ctx.permissions.has(`${taskTypeOf(type).product}:read`));
}

/** @throws AppError `not_found`, also for a task of a product that the credential may not read */
export async function readTask(call: {
  ctx: Context;
  deps: { tasks: TaskStore };
  input: { id: string };
}): Promise<StoredTask> {
  const { ctx, deps, input } = call;
  const task = await deps.tasks.get(ctx.orgId, input.id);
  if (!task || !readableTypes(ctx).includes(task.type)) {
    throw new AppError('not_found', `There is no task ${input.id}.`);
  }
  return task;
}

/** First often, because most waits end soon; then once a second, because a read costs money. */
const pollMs = [100, 200, 400, 800, 1_000];

/** Waits until the task has finished, at most `waitSeconds`. */
export async function awaitTask(call: {
  ctx: Context;
  deps: { tasks: TaskStore; now: () => number; wait: (ms: number) => Promise<void> };
  input: { id: string; waitSeconds: number };
}): Promise<StoredTask> {
  const { ctx, deps, input } = call;
  const deadline = ctx.now + input.waitSeconds * 1_000;
  for (let polls = 0; ; polls += 1) {
    const task = await readTask({ ctx, deps, input });
    const left = deadline - deps.now();
    if (isFinished(task.status) || left <= 0) return task;
    await deps.wait(Math.min(left, pollMs[polls] ?? 1_000));
  }
}
