import * as z from 'zod';
import type { Key, Table } from '../dynamo.ts';
import type { Write } from '../dynamo-transaction.ts';
import { debounceKey, onceKey, singleKey } from './keys.ts';
import type { TaskOptions } from './options.ts';
import type { TaskStore } from './store.ts';
import { isFinished, type StoredTask } from './task.ts';
import type { TaskType } from './type.ts';

/** What makes two submits one: each is an item of the organization that names the task. */
export type UniqueName = 'once' | 'single' | 'debounce';

export interface Unique {
  readonly name: UniqueName;
  readonly key: Key;
  /** Seconds since the epoch. */
  readonly ttl?: number;
  readonly until?: number;
}

const Holder = z.object({ taskId: z.string(), ttl: z.number().optional(), until: z.number().optional() });
export type Holder = z.infer<typeof Holder>;

/** However often it is submitted again, a debounced task starts this long after the first submit. */
export const longestDebounceMs = 3_600_000;

export function uniquesOf(orgId: string, type: TaskType, options: TaskOptions, now: number): Unique[] {
  const { idempotency } = options;
  const seconds = Math.floor(now / 1_000);
  const until = now + longestDebounceMs;
  return [
    ...(idempotency
      ? [{ name: 'once' as const, key: onceKey(orgId, type, idempotency.key), ttl: seconds + idempotency.ttlSeconds }]
      : []),
    ...(options.debounce
      ? [
          {
            ...{ name: 'debounce' as const, key: debounceKey(orgId, type, options.debounce.key), until },
            ttl: Math.ceil(until / 1_000),
          },
        ]
      : []),
    ...(options.singletonKey ? [{ name: 'single' as const, key: singleKey(orgId, type, options.singletonKey) }] : []),
  ];
}

/** Part of the transaction that writes the task; fails while another task has the key. `stale` has it, but is over. */
export function hold(table: Table, { key, ttl, until }: Unique, taskId: string, now: number, stale?: string) {
  const clauses = [
    'attribute_not_exists(pk)',
    ...(ttl ? ['#ttl <= :seconds'] : []),
    ...(stale ? ['#taskId = :stale'] : []),
  ];
  const values = { ...(ttl && { ':seconds': Math.floor(now / 1_000) }), ...(stale && { ':stale': stale }) };
  return {
    table,
    put: { ...key, taskId, ...(ttl && { ttl }), ...(until && { until }) },
    condition: { when: clauses.join(' OR '), ...(Object.keys(values).length > 0 && { values }) },
  } satisfies Write & { table: Table };
}

export interface Held {
  readonly holder: Holder;
  readonly task: StoredTask | undefined;
}

/** Who has the key; undefined when it is free by now. */
export async function holderOf(store: TaskStore, orgId: string, { key }: Unique): Promise<Held | undefined> {
  const holder = await store.table.get(Holder, key);
  return holder && { holder, task: await store.get(orgId, holder.taskId) };
}

/** Whether a submit with this key is answered by that task: an idempotency key also by one that has ended. */
export function answers(name: UniqueName, task: StoredTask | undefined): task is StoredTask {
  if (!task) return false;
  if (name === 'once') return true;
  if (name === 'single') return !isFinished(task.status);
  return task.status === 'queued' && task.hold === 'delay';
}
