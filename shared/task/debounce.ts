import type { Context } from '../context.ts';
import type { Table } from '../dynamo.ts';
import type { Write } from '../dynamo-transaction.ts';
import type { Engine } from './announce.ts';
import { refusal } from './contended.ts';
import { iso } from './keys.ts';
import type { NewTask } from './submit.ts';
import type { StoredTask } from './task.ts';
import { taskTypeOf } from './type.ts';
import type { Holder } from './unique.ts';

export interface Debounced {
  readonly input: unknown;
  readonly alongside: readonly (Write & { readonly table: Table })[];
}

/**
 * Gives the waiting task the newer input and a later start. Its message, on the way for the earlier start, finds it too early
 * and is sent on. Undefined when the task has moved meanwhile.
 * @throws TransactionCanceledException when `alongside` was refused
 */
export async function debounce(
  ctx: Context,
  deps: Engine,
  request: NewTask,
  task: StoredTask,
  holder: Holder,
): Promise<StoredTask | undefined> {
  const { debounce, expiresInSeconds } = request.options ?? {};
  const { input, alongside } = request.replacing?.(task) ?? { input: request.input, alongside: [] };
  const asked = ctx.now + (debounce?.seconds ?? 0) * 1_000;
  const start = Math.min(asked, holder.until ?? asked);
  const expires = start + (expiresInSeconds ?? taskTypeOf(task.type).defaultExpiresSeconds) * 1_000;
  const change = {
    ...{ input, inputVersion: request.inputVersion },
    ...{ notBefore: iso(start), startAt: iso(start), expiresAt: iso(expires) },
  };
  const moved = await deps.store.move(task, change, ctx.now, { alongside: { alongside } });
  if (!moved.task && moved.failed.has('alongside')) throw refusal(moved.failed);
  return moved.task;
}
