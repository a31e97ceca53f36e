import * as z from 'zod';
import type { Table } from '../dynamo.ts';
import type { Write } from '../dynamo-transaction.ts';
import { planLimits } from '../plan.ts';
import { resultKey } from './keys.ts';
import type { ResultRef, StoredTask } from './task.ts';

/** Where results go that are too large for the table. */
export interface ResultStore {
  /** Create-only under the task's id. Replies the key to find it by. */
  put(orgId: string, taskId: string, body: string): Promise<string>;
}

/** Of JSON text in UTF-8; DynamoDB holds items of up to 400 KB. */
export const maxInlineBytes = 256 * 1_024;
const daySeconds = 24 * 3_600;
const maxKeptDays = 30;

export class ResultTooLargeError extends Error {
  override readonly name = 'ResultTooLargeError';
}

/** Where a result is to be, with the write for it when that is the table. `undefined` is no result. */
export async function keepResult(
  deps: { readonly table: Table; readonly results?: ResultStore | undefined },
  task: StoredTask,
  result: unknown,
  now: number,
): Promise<{ ref?: ResultRef; write?: Write & { table: Table } }> {
  const body = JSON.stringify(result);
  if (body === undefined) return {};
  const bytes = Buffer.byteLength(body);
  if (bytes > maxInlineBytes) {
    if (!deps.results) throw new ResultTooLargeError(`A result of ${bytes} bytes needs a store for large results.`);
    return { ref: { kind: 'object', key: await deps.results.put(task.orgId, task.id, body), bytes } };
  }
  const ttl = Math.floor(now / 1_000) + Math.min(maxKeptDays, planLimits[task.plan].historyDays) * daySeconds;
  const put = { ...resultKey(task.orgId, task.id), taskId: task.id, body, ttl };
  return { ref: { kind: 'item', bytes }, write: { table: deps.table, put } };
}

const StoredResult = z.object({ taskId: z.string(), body: z.string() });

export async function loadResult(table: Table, task: StoredTask): Promise<unknown> {
  if (task.resultRef?.kind !== 'item') return undefined;
  const stored = await table.get(StoredResult, resultKey(task.orgId, task.id));
  return stored && JSON.parse(stored.body);
}

/** By task id, of up to 100 tasks; those without one in the table are missing. */
export async function loadResults(
  table: Table,
  orgId: string,
  taskIds: readonly string[],
): Promise<Map<string, unknown>> {
  if (taskIds.length === 0) return new Map();
  const keys = taskIds.map((id) => resultKey(orgId, id));
  const stored = await table.getMany(StoredResult, keys);
  return new Map(stored.map(({ taskId, body }) => [taskId, JSON.parse(body)]));
}

export function historyTtl(task: Pick<StoredTask, 'plan'>, now: number): number {
  return Math.floor(now / 1_000) + planLimits[task.plan].historyDays * daySeconds;
}
