import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import type { Page } from '../../../shared/page.ts';
import { onlyUsable } from '../../../shared/project.ts';
import { isOver, type StoredTask, type TaskStatus } from '../../../shared/task/task.ts';
import type { TaskType } from '../../../shared/task/type.ts';
import type { TaskFilter } from './filter/filter.ts';
import { type ReadDeps, readTask } from './read-task.ts';
import { readableTypes } from './readable-types.ts';
import type { TaskLists } from './store.ts';

export interface ListDeps {
  readonly lists: TaskLists;
  /** Where projects say who may use them. */
  readonly projects: Table;
}

interface Wanted extends Omit<TaskFilter, 'types' | 'statuses'> {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly status?: TaskStatus | undefined;
  readonly statuses?: readonly TaskStatus[];
  readonly type?: TaskType | undefined;
}

/** Those of the products that the caller may read, and of the projects that they may use. */
export async function listTasks(call: { ctx: Context; deps: ListDeps; input: Wanted }): Promise<Page<StoredTask>> {
  const { ctx, deps, input } = call;
  const { type, status, statuses, cursor, ...rest } = input;
  const types = readableTypes(ctx).filter((readable) => type === undefined || readable === type);
  if (types.length === 0) return { items: [] };
  const usable = onlyUsable<StoredTask>(deps.projects, ctx);
  const wanted = status === undefined ? statuses : [status];
  return deps.lists.list(ctx.orgId, {
    ...rest,
    ...{ types, keep: (tasks) => usable(tasks.filter((task) => !isOver(task, ctx.now))) },
    ...(wanted && { statuses: wanted }),
    ...(cursor !== undefined && { cursor }),
  });
}

/**
 * The tasks that a task has started.
 * @throws AppError `not_found` for the task itself, as `readTask`
 */
export async function listChildren(call: {
  ctx: Context;
  deps: ListDeps & ReadDeps;
  input: { id: string; limit: number; cursor?: string | undefined; status?: TaskStatus | undefined };
}): Promise<Page<StoredTask>> {
  const { ctx, deps } = call;
  const { id, ...page } = call.input;
  await readTask({ ctx, deps, input: { id } });
  return listTasks({ ctx, deps, input: { ...page, parentId: id } });
}
