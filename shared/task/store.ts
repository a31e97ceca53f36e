import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { createTable, isConditionFailed, type Table } from '../dynamo.ts';
import type { Update } from '../dynamo-expression.ts';
import { newId } from '../id.ts';
import { type Page, readPage } from '../page.ts';
import { type Progress, StoredTask, type TaskError, type TaskStatus } from './task.ts';
import { type TaskType, taskTypeOf } from './type.ts';

export const taskKey = (orgId: string, taskId: string) => ({ pk: `ORG#${orgId}`, sk: `TASK#${taskId}` });
export const quotaKey = (orgId: string, metered: string, month: string) => ({
  pk: `ORG#${orgId}`,
  sk: `QUOTA#${month}#${metered}`,
});

/** Partition of the sparse index that holds every task with something still owed to it: a message, a lease, an event. */
const due = 'DUE';
/** How long a submit may take between its write and its message before the sweeper sends it. */
export const outboxMs = 60_000;
const resendMs = 15 * 60_000;
const keptSeconds = 30 * 24 * 3_600;

export const iso = (ms: number) => new Date(ms).toISOString();
const dueAt = (ms: number) => ({ gsi1pk: due, gsi1sk: iso(ms) });
const owed = (now: number) => ({ id: newId('event', now), occurredAt: iso(now) });

/** All DynamoDB of a task. Every transition is one conditional write that replies the task after it, or undefined when it may not happen. */
export interface TaskStore {
  readonly table: Table;
  get(orgId: string, taskId: string): Promise<StoredTask | undefined>;
  getMany(orgId: string, taskIds: readonly string[]): Promise<StoredTask[]>;
  list(
    orgId: string,
    query: {
      limit: number;
      cursor?: string;
      status?: TaskStatus;
      types: readonly TaskType[];
      projectId?: string;
      /** What the reader may see of these. */
      keep?: (tasks: StoredTask[]) => Promise<StoredTask[]>;
    },
  ): Promise<Page<StoredTask>>;
  /** queued → running, for one worker. */
  claim(task: StoredTask, owner: string, now: number): Promise<StoredTask | undefined>;
  /** Renews the lease and tells the progress; undefined: the lease is lost and the worker must stop. */
  heartbeat(task: StoredTask, progress: Progress, now: number): Promise<StoredTask | undefined>;
  /** The lease of a dead worker goes to a new owner; undefined while it still runs. */
  takeOver(task: StoredTask, owner: string, now: number): Promise<StoredTask | undefined>;
  /** running → a final status, by the worker that holds the lease. */
  finish(task: StoredTask, outcome: Outcome, now: number): Promise<StoredTask | undefined>;
  /** running → queued for another attempt. */
  retryLater(task: StoredTask, error: TaskError, delaySeconds: number, now: number): Promise<StoredTask | undefined>;
  /** queued → cancelled. */
  cancelQueued(task: StoredTask, now: number): Promise<StoredTask | undefined>;
  /** Asks the running worker to stop. */
  requestCancel(task: StoredTask, now: number): Promise<StoredTask | undefined>;
  /** What has passed its due time, oldest first; an item that is no task any more comes as the reason why. */
  overdue(now: number, limit: number): Promise<(StoredTask | z.ZodError)[]>;
  /** The message of a queued task was sent again; look once more much later. */
  postpone(task: StoredTask, now: number): Promise<void>;
  /** The event of a final status is published; nothing is owed any more. */
  settle(task: StoredTask): Promise<void>;
}

export interface Outcome {
  readonly status: Exclude<TaskStatus, 'queued' | 'running'>;
  readonly result?: unknown;
  readonly error?: TaskError;
}

export function createTaskStore(client: DynamoDBClient, tableName: string): TaskStore {
  const table = createTable(client, tableName);
  const keyOf = (task: StoredTask) => taskKey(task.orgId, task.id);
  const transition = async (task: StoredTask, change: Update, when: string, values: Record<`:${string}`, unknown>) => {
    try {
      return StoredTask.parse(await table.update(keyOf(task), change, { when, values }));
    } catch (error) {
      if (isConditionFailed(error)) return undefined;
      throw error;
    }
  };
  const holdsLease = '#status = :running AND #leaseOwner = :owner';
  const lease = (task: StoredTask) => ({ ':running': 'running', ':owner': task.leaseOwner ?? '' });
  const expiry = (task: StoredTask, now: number) => now + taskTypeOf(task.type).leaseSeconds * 1_000;

  return {
    table,
    get: (orgId, taskId) => table.get(StoredTask, taskKey(orgId, taskId)),
    getMany: (orgId, taskIds) =>
      table.getMany(
        StoredTask,
        taskIds.map((id) => taskKey(orgId, id)),
      ),
    list: (orgId, query) => readPage(table, StoredTask, { ...listQuery(orgId, query), isDescending: true }),
    claim: (task, owner, now) =>
      transition(
        task,
        {
          set: {
            status: 'running',
            leaseOwner: owner,
            leaseExpiresAt: iso(expiry(task, now)),
            startedAt: iso(now),
            progress: { percent: 0 },
            event: owed(now),
            ...dueAt(expiry(task, now)),
          },
          add: { attempt: 1 },
          remove: ['notBefore'],
        },
        '#status = :queued AND (attribute_not_exists(#notBefore) OR #notBefore <= :now)',
        { ':queued': 'queued', ':now': iso(now) },
      ),
    heartbeat: (task, progress, now) =>
      transition(
        task,
        { set: { progress, leaseExpiresAt: iso(expiry(task, now)), ...dueAt(expiry(task, now)) } },
        holdsLease,
        lease(task),
      ),
    takeOver: (task, owner, now) =>
      transition(
        task,
        { set: { leaseOwner: owner, leaseExpiresAt: iso(expiry(task, now)), ...dueAt(expiry(task, now)) } },
        '#status = :running AND #leaseExpiresAt <= :now',
        { ':running': 'running', ':now': iso(now) },
      ),
    finish: (task, { status, result, error }, now) =>
      transition(
        task,
        {
          set: {
            ...{ status, result, error, finishedAt: iso(now), event: owed(now) },
            ...(status === 'succeeded' && { progress: { percent: 100 } }),
            ttl: Math.floor(now / 1_000) + keptSeconds,
            ...dueAt(now + outboxMs),
          },
          remove: ['leaseOwner', 'leaseExpiresAt', ...(status === 'succeeded' ? ['error'] : [])],
        },
        holdsLease,
        lease(task),
      ),
    retryLater: (task, error, delaySeconds, now) => {
      const notBefore = now + delaySeconds * 1_000;
      return transition(
        task,
        {
          set: {
            ...{ status: 'queued', error, notBefore: iso(notBefore), event: owed(now) },
            ...dueAt(notBefore + outboxMs),
          },
          remove: ['leaseOwner', 'leaseExpiresAt'],
        },
        holdsLease,
        lease(task),
      );
    },
    cancelQueued: (task, now) =>
      transition(
        task,
        {
          set: {
            ...{ status: 'cancelled', finishedAt: iso(now), event: owed(now) },
            ttl: Math.floor(now / 1_000) + keptSeconds,
            ...dueAt(now + outboxMs),
          },
        },
        '#status = :queued',
        { ':queued': 'queued' },
      ),
    requestCancel: (task, now) =>
      transition(task, { set: { cancelRequestedAt: iso(now) } }, '#status = :running', { ':running': 'running' }),
    overdue: async (now, limit) => {
      const items = await table.query(z.unknown(), { index: 'gsi1', pk: due, skBefore: iso(now), limit });
      return items.map((item) => {
        const task = StoredTask.safeParse(item);
        return task.success ? task.data : task.error;
      });
    },
    postpone: async (task, now) => {
      await transition(task, { set: dueAt(now + resendMs) }, ...unmoved(task));
    },
    settle: async (task) => {
      await transition(task, { remove: ['gsi1pk', 'gsi1sk'] }, ...unmoved(task));
    },
  };
}

/** Every transition owes a new event, so an unchanged event id means an unchanged task. */
function unmoved(task: StoredTask): [when: string, values: Record<`:${string}`, unknown>] {
  return ['#event.#id = :event', { ':event': task.event.id }];
}

function listQuery(orgId: string, query: Parameters<TaskStore['list']>[1]) {
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

/** A new task as it is first written: already due, so that a crash before its message is mended by the sweeper. */
export function newTaskItem(task: Omit<StoredTask, 'event'>, now: number) {
  return { ...taskKey(task.orgId, task.id), ...dueAt(now + outboxMs), ...task, event: owed(now) };
}
