import { decodeTime, encodeTime } from 'ulid';
import type { Table } from '../../../shared/dynamo.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Page } from '../../../shared/page.ts';
import { readChildren } from '../../../shared/task/child-store.ts';
import { taskKey } from '../../../shared/task/keys.ts';
import { StoredTask, TaskId } from '../../../shared/task/task.ts';
import { matches, type TaskFilter } from './filter/filter.ts';

export interface ListQuery extends TaskFilter {
  readonly limit: number;
  readonly cursor?: string;
  /** What the reader may see of up to a hundred tasks. */
  readonly keep: (tasks: StoredTask[]) => Promise<StoredTask[]>;
}

/** What the API reads of tasks beside the one by its id, which the kit reads. */
export interface TaskLists {
  /**
   * Newest first. A search that finds little stops after a thousand tasks with a short page and a cursor, so that no request
   * reads a whole history.
   * @throws AppError `invalid_cursor`
   */
  list(orgId: string, query: ListQuery): Promise<Page<StoredTask>>;
  /** Up to a hundred by their ids, in that order; those that do not exist are missing. */
  getMany(orgId: string, ids: readonly string[]): Promise<StoredTask[]>;
}

/** How many tasks each read of a search looks at; the first is a full page and one more, which tells that there is another. */
const reads = [101, 450, 450];
const mostAtOnce = 100;

export function createTaskLists(table: Table): TaskLists {
  return {
    async list(orgId, query) {
      let after = query.cursor === undefined ? startOf(query) : idOfCursor(query.cursor);
      if (query.parentId !== undefined) return listChildren(table, orgId, query.parentId, query, after);
      const kept: StoredTask[] = [];
      for (const limit of reads) {
        const tasks = await table.query(StoredTask, {
          ...{ pk: `ORG#${orgId}`, skPrefix: 'TASK#', limit, isDescending: true },
          ...(after && { after: taskKey(orgId, after) }),
        });
        kept.push(...(await visible(tasks, query)));
        if (kept.length > query.limit) return cut(kept, query.limit);
        after = tasks.at(-1)?.id;
        if (tasks.length < limit || !after || isBefore(after, query)) return { items: kept };
      }
      return { items: kept, ...(after && { nextCursor: cursorAfter(after) }) };
    },
    getMany: (orgId, ids) => getMany(table, orgId, [...new Set(ids)]),
  };
}

async function getMany(table: Table, orgId: string, ids: readonly string[]): Promise<StoredTask[]> {
  if (ids.length === 0) return [];
  const tasks = await table.getMany(
    StoredTask,
    ids.map((id) => taskKey(orgId, id)),
  );
  return ids.flatMap((id) => tasks.filter((task) => task.id === id));
}

/** A parent has a hundred children at most, and knows all of them: no search through the history is needed. */
async function listChildren(
  table: Table,
  orgId: string,
  parentId: string,
  query: ListQuery,
  after: string | undefined,
): Promise<Page<StoredTask>> {
  const children = await readChildren(table, { orgId, id: parentId });
  // One whose submission is under way is not a task yet.
  const ids = children.filter(({ status }) => status !== 'asked').map(({ taskId }) => taskId);
  const rest = ids
    .toSorted()
    .reverse()
    .filter((id) => after === undefined || id < after);
  const kept = await visible(await getMany(table, orgId, rest), query);
  return cut(kept, query.limit);
}

function cut(kept: readonly StoredTask[], limit: number): Page<StoredTask> {
  const items = kept.slice(0, limit);
  const last = items.at(-1);
  return { items, ...(kept.length > limit && last && { nextCursor: cursorAfter(last.id) }) };
}

async function visible(tasks: readonly StoredTask[], query: ListQuery): Promise<StoredTask[]> {
  const found = tasks.filter((task) => matches(task, query));
  const kept: StoredTask[] = [];
  for (let at = 0; at < found.length; at += mostAtOnce)
    kept.push(...(await query.keep(found.slice(at, at + mostAtOnce))));
  return kept;
}

/** An id is chosen before its task is created, on a machine whose clock may be a little ahead. */
const aheadMs = 60_000;
/** A schedule that catches up after an outage creates tasks under the ids of their due times, which are long past then. */
const behindMs = 7 * 24 * 3_600_000;

function startOf({ createdBefore }: ListQuery): string | undefined {
  if (createdBefore === undefined) return undefined;
  return `task_${encodeTime(Math.max(0, Date.parse(createdBefore)) + aheadMs, 10).toLowerCase()}${'z'.repeat(16)}`;
}

function isBefore(id: string, { createdAfter }: ListQuery): boolean {
  if (createdAfter === undefined) return false;
  return decodeTime(id.slice('task_'.length).toUpperCase()) < Date.parse(createdAfter) - behindMs;
}

/** So that the next page begins with what comes after this task. */
export function cursorAfter(id: string): string {
  return Buffer.from(id).toString('base64url');
}

/** Before every task. */
export const beginning = cursorAfter(`task_${'z'.repeat(26)}`);

/** @throws AppError `invalid_cursor` */
export function idOfCursor(cursor: string): string {
  const id = TaskId.safeParse(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (!id.success) throw new AppError('invalid_cursor', 'This cursor was not issued for a list of tasks.');
  return id.data;
}
