import type { Context } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Logger } from '../../../shared/log.ts';
import { onlyUsable } from '../../../shared/project.ts';
import type { StoredTask, TaskStatus } from '../../../shared/task/task.ts';
import type { BulkReply, BulkRequest } from './bulk.ts';
import { matches } from './filter/filter.ts';
import { type ListDeps, listTasks } from './list-tasks.ts';
import { noSuchTask } from './read-task.ts';
import { readableTypes, requireWritable } from './readable-types.ts';
import { beginning, cursorAfter, idOfCursor } from './store.ts';

export interface ChangeManyDeps extends ListDeps {
  readonly log: Logger;
  readonly now: () => number;
}

/** What is done to each task. Both throw an AppError when it may not be. */
export interface Change {
  /** Which tasks are meant when the client names neither ids nor a status. */
  readonly statuses: readonly TaskStatus[];
  readonly check: (task: StoredTask) => void;
  readonly act: (task: StoredTask) => Promise<unknown>;
}

/** API Gateway waits 30 s; this leaves room for the slowest single change. */
const budgetMs = 18_000;

/**
 * One after the other, because tasks of one organization meet at the same counters. Each task is refused or changed for
 * itself; only what would refuse all that follow ends the request, and then the reply says how far it came.
 * @throws AppError `invalid_cursor`
 */
export async function changeMany(
  call: { ctx: Context; deps: ChangeManyDeps; input: BulkRequest },
  change: Change,
): Promise<BulkReply> {
  const { ctx, deps, input } = call;
  const { targets, nextCursor } = await select(call, change);
  const ids: string[] = [];
  const skipped: BulkReply['skipped'] = [];
  const reply = (cursor: string | undefined, stoppedBy?: BulkReply['stoppedBy']): BulkReply => ({
    ...{ changed: ids.length, ids, skipped },
    ...(stoppedBy && { stoppedBy }),
    ...(cursor !== undefined && { nextCursor: cursor }),
  });
  let before = input.cursor ?? beginning;
  for (const { id, task } of targets) {
    if (deps.now() - ctx.now > budgetMs) return reply(before);
    try {
      if (!task) throw noSuchTask(id);
      requireWritable(ctx, task.type);
      change.check(task);
      if (!input.dryRun) await change.act(task);
      ids.push(id);
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) deps.log.error('a task could not be changed', error, { taskId: id });
      if (!refusal || endsAll.has(refusal.code)) return reply(before, refusal ?? ourFault);
      skipped.push({ id, ...refusal });
    }
    before = cursorAfter(id);
  }
  return reply(nextCursor);
}

interface Target {
  readonly id: string;
  /** Absent when there is none for this caller. */
  readonly task?: StoredTask;
}

async function select(
  { ctx, deps, input }: { ctx: Context; deps: ChangeManyDeps; input: BulkRequest },
  change: Change,
): Promise<{ targets: readonly Target[]; nextCursor?: string | undefined }> {
  const { ids, ...filter } = input.filter;
  if (ids) return selectIds({ ctx, deps, input }, ids);
  const { statuses } = change;
  const page = await listTasks({ ctx, deps, input: { ...filter, statuses, limit: input.limit, cursor: input.cursor } });
  return { targets: page.items.map((task) => ({ id: task.id, task })), nextCursor: page.nextCursor };
}

/** Newest first, as every list of tasks. An id that the caller may not see is as good as none. */
async function selectIds(
  { ctx, deps, input }: { ctx: Context; deps: ChangeManyDeps; input: BulkRequest },
  ids: readonly string[],
): Promise<{ targets: readonly Target[]; nextCursor?: string | undefined }> {
  const { status, type, ids: _, ...filter } = input.filter;
  const after = input.cursor === undefined ? undefined : idOfCursor(input.cursor);
  const rest = [...new Set(ids)]
    .sort()
    .reverse()
    .filter((id) => after === undefined || id < after);
  const page = rest.slice(0, input.limit);
  const types = readableTypes(ctx).filter((readable) => type === undefined || readable === type);
  const wanted = { ...filter, types, ...(status && { statuses: [status] }) };
  const found = (await deps.lists.getMany(ctx.orgId, page)).filter((task) => matches(task, wanted));
  const visible = await onlyUsable<StoredTask>(deps.projects, ctx)(found);
  const targets = page.map((id) => {
    const task = visible.find((each) => each.id === id);
    return { id, ...(task && { task }) };
  });
  const last = page.at(-1);
  return { targets, ...(rest.length > page.length && last && { nextCursor: cursorAfter(last) }) };
}

/** What the next task would meet as well. */
const endsAll: ReadonlySet<string> = new Set(['quota_exceeded', 'unavailable']);
const ourFault = { code: 'internal_error', detail: 'Something went wrong on our side. Ask again with `nextCursor`.' };

/** Undefined for a fault of ours. */
function refusalOf(error: unknown): { code: string; detail: string } | undefined {
  return error instanceof AppError && error.code !== 'internal_error'
    ? { code: error.code, detail: error.message }
    : undefined;
}
