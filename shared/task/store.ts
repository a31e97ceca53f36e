import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTable, isConditionFailed, type Table } from '../dynamo.ts';
import type { Condition, Update } from '../dynamo-expression.ts';
import type { Write } from '../dynamo-transaction.ts';
import { type Page, readPage } from '../page.ts';
import { contended, persist } from './contended.ts';
import { dueOf } from './due.ts';
import { iso, quotaKey, taskKey } from './keys.ts';
import { type DueItem, dueItems } from './overdue.ts';
import { loadResult } from './result.ts';
import { type Owed, type Progress, StoredTask, type TaskStatus } from './task.ts';
import type { TaskType } from './type.ts';

export { iso, quotaKey, taskKey };

type TableWrite = Write & { readonly table: Table };

/** Attributes of a task after a transition; `undefined` removes one, a missing one stays. */
export type Change = { readonly [Name in keyof StoredTask]?: StoredTask[Name] | undefined };

/** Writes of the same transaction under names of their own, so that a refusal says which of them it was. */
export type Alongside = Readonly<Record<string, TableWrite | readonly TableWrite[] | undefined>>;

/** `task` is the task after the transition; without one nothing was written, and `failed` names the conditions. */
export type Moved = { readonly task: StoredTask } | { readonly task?: undefined; readonly failed: ReadonlySet<string> };

export interface ListQuery {
  readonly limit: number;
  readonly cursor?: string;
  readonly status?: TaskStatus;
  readonly types: readonly TaskType[];
  readonly projectId?: string;
  /** What the reader may see of these. */
  readonly keep?: (tasks: StoredTask[]) => Promise<StoredTask[]>;
}

/** The tasks of all organizations. A task moves by `move` alone: one conditional write, or one transaction. */
export interface TaskStore {
  readonly table: Table;
  readonly dynamo: DynamoDBClient;
  get(orgId: string, taskId: string): Promise<StoredTask | undefined>;
  getMany(orgId: string, taskIds: readonly string[]): Promise<StoredTask[]>;
  /** Newest first; without results. */
  list(orgId: string, query: ListQuery): Promise<Page<StoredTask>>;
  /** The result of a task that has one in the table; undefined for another. */
  result(task: StoredTask): Promise<unknown>;
  /** A transition: happens when the task is as it was read, and `alongside` holds. */
  move(
    task: StoredTask,
    change: Change,
    now: number,
    more?: { readonly alongside?: Alongside; readonly only?: Condition; readonly isSent?: boolean },
  ): Promise<Moved>;
  /** The transition as a part of somebody else's transaction. */
  moving(task: StoredTask, change: Change, now: number, only?: Condition): { write: TableWrite; next: StoredTask };
  /** Renews the lease and tells the progress; undefined: the lease is lost and the worker must stop. */
  heartbeat(task: StoredTask, beat: Beat): Promise<StoredTask | undefined>;
  /** Asks the running worker to stop; undefined when it runs no more. */
  requestCancel(task: StoredTask, now: number): Promise<StoredTask | undefined>;
  /** Its events are published, and its message is sent: nothing but the workers is waited for. */
  settle(task: StoredTask, now: number): Promise<void>;
  /** What has passed its due time, oldest first, page by page. */
  overdue(now: number): AsyncIterable<readonly DueItem[]>;
}

export interface Beat {
  readonly progress: Progress;
  readonly leaseExpiresAt: string;
  readonly owed: readonly Owed[];
}

export function createTaskStore(client: DynamoDBClient, tableName: string): TaskStore {
  const table = createTable(client, tableName);
  const keyOf = (task: StoredTask) => taskKey(task.orgId, task.id);

  /** Undefined when the condition failed. */
  const updated = async (task: StoredTask, change: Update, when: string, values: Record<`:${string}`, unknown>) => {
    try {
      return StoredTask.parse(await contended(() => table.update(keyOf(task), change, { when, values })));
    } catch (error) {
      if (isConditionFailed(error)) return undefined;
      throw error;
    }
  };

  return {
    table,
    dynamo: client,
    get: (orgId, taskId) => table.get(StoredTask, taskKey(orgId, taskId)),
    getMany: (orgId, taskIds) =>
      table.getMany(
        StoredTask,
        taskIds.map((id) => taskKey(orgId, id)),
      ),
    list: (orgId, query) => readPage(table, StoredTask, { ...listQuery(orgId, query), isDescending: true }),
    result: (task) => loadResult(table, task),
    moving: (task, change, now, only) => movement(table, task, change, now, { only }),
    async move(task, change, now, { alongside, ...more } = {}) {
      const { write, next } = movement(table, task, change, now, more);
      if (alongside) {
        const failed = await persist(client, { task: write, ...alongside });
        return failed.size === 0 ? { task: next } : { failed };
      }
      const { when, values } = write.condition;
      const moved = await updated(task, write.change, when, { ...values });
      return moved ? { task: moved } : { failed: new Set(['task']) };
    },
    heartbeat: (task, { progress, leaseExpiresAt, owed }) =>
      updated(
        task,
        { set: { progress, leaseExpiresAt, owed, ...dueOf({ ...task, leaseExpiresAt }, 0) } },
        ...unmoved(task),
      ),
    requestCancel: (task, now) =>
      updated(task, { set: { cancelRequestedAt: iso(now) } }, '#status = :running', { ':running': 'running' }),
    async settle(task, now) {
      const { set, remove } = parts({ ...dueOf({ ...task, owed: [] }, now, true), owed: [] });
      await updated(task, { set, remove }, ...unmoved(task));
    },
    overdue: (now) => dueItems(table, now),
  };
}

function movement(
  table: Table,
  task: StoredTask,
  change: Change,
  now: number,
  { only, isSent = false }: { only?: Condition | undefined; isSent?: boolean | undefined } = {},
) {
  const next: StoredTask = Object.assign({ ...task }, change, { revision: task.revision + 1 });
  const update: Update = parts({ ...change, revision: next.revision, ...dueOf(next, now, isSent) });
  const [isSame, revision] = unmoved(task);
  const condition = { when: only ? `${isSame} AND ${only.when}` : isSame, values: { ...revision, ...only?.values } };
  const write = { table, update: taskKey(task.orgId, task.id), change: update, condition };
  return { write, next };
}

/** What DynamoDB sets and what it removes. */
function parts(change: Readonly<Record<string, unknown>>) {
  const names = Object.keys(change);
  return {
    set: Object.fromEntries(names.filter((name) => change[name] !== undefined).map((name) => [name, change[name]])),
    remove: names.filter((name) => change[name] === undefined),
  };
}

function unmoved(task: StoredTask): [when: string, values: Record<`:${string}`, unknown>] {
  return ['#revision = :revision', { ':revision': task.revision }];
}

function listQuery(orgId: string, query: ListQuery) {
  const types = Object.fromEntries(query.types.map((type, at) => [`:type${at}`, type]));
  const clauses = [
    `#type IN (${Object.keys(types).join(', ')})`,
    ...(query.status ? ['#status = :status'] : []),
    ...(query.projectId ? ['#projectId = :projectId'] : []),
  ];
  const values = {
    ...types,
    ...(query.status && { ':status': query.status }),
    ...(query.projectId && { ':projectId': query.projectId }),
  };
  return {
    pk: `ORG#${orgId}`,
    prefix: 'TASK#',
    limit: query.limit,
    cursor: query.cursor,
    keep: query.keep,
    filter: { when: clauses.join(' AND '), values },
  };
}
