import { type Context, requirePermission } from '../../../shared/context.ts';
import { type TaskType, taskTypeOf, taskTypes } from '../../../shared/task/type.ts';

/** The kinds of tasks that this credential may see: those of the products that it may read. */
export function readableTypes(ctx: Context): TaskType[] {
  return Object.keys(taskTypes)
    .filter((type): type is TaskType => type in taskTypes)
    .filter((type) => ctx.permissions.has(`${taskTypeOf(type).product}:read`));
}

/** @throws AppError `forbidden` for the tasks of a product that the credential may only read */
export function requireWritable(ctx: Context, type: TaskType): void {
  requirePermission(ctx, `${taskTypeOf(type).product}:write`);
}
