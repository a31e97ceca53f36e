import type { Context } from '../context.ts';
import type { Table } from '../dynamo.ts';
import type { Write } from '../dynamo-transaction.ts';
import { AppError } from '../errors.ts';
import { admitOrWait } from './admission.ts';
import { type Engine, follow } from './announce.ts';
import { arrived } from './child-store.ts';
import { persist, refusal } from './contended.ts';
import { type Debounced, debounce } from './debounce.ts';
import { newTask, newTaskItem } from './new-task.ts';
import { refusalOf, type TaskOptions } from './options.ts';
import { quotaExceeded, reservation } from './quota.ts';
import type { Alongside } from './store.ts';
import type { Origin, StoredTask } from './task.ts';
import { type TaskType, taskTypeOf } from './type.ts';
import { answers, hold, holderOf, type Unique, uniquesOf } from './unique.ts';

export type SubmitDeps = Engine;

type TableWrite = Write & { readonly table: Table };

export interface NewTask {
  readonly id: string;
  readonly type: TaskType;
  readonly projectId: string;
  readonly input: unknown;
  readonly inputVersion: number;
  readonly options?: TaskOptions | undefined;
  /** False: it reserves nothing, because what asked for it is paid for. */
  readonly isCharged?: boolean | undefined;
  readonly origin?: Origin | undefined;
  readonly parent?: { readonly taskId: string; readonly key: string; readonly depth?: number | undefined } | undefined;
  /** Written in the same transaction, so the product's own record and the task exist together or not at all. */
  readonly alongside: readonly TableWrite[];
  /** For a debounced task whose input this submit replaces: its input under its own id, and the product's record of it. */
  readonly replacing?: ((task: StoredTask) => Debounced) | undefined;
}

/** The child was cancelled before its task was made; nobody waits for it. */
export class ChildGoneError extends Error {
  override readonly name = 'ChildGoneError';
}

const rounds = 10;

/**
 * Accepts a task: one transaction writes it, reserves it from the month, and takes a slot or a place in the line; then its
 * event and its message go out. From the transaction on it cannot be lost: the sweeper repeats whatever a crash left out.
 * @returns the task; an earlier one when its id, its idempotency key or its singleton key has one
 * @throws AppError `quota_exceeded`, `validation_failed`; TransactionCanceledException when `alongside` was refused
 */
export async function submitTask(ctx: Context, deps: SubmitDeps, request: NewTask): Promise<StoredTask> {
  const refusal = refusalOf(request.options ?? {}, ctx.now);
  if (refusal)
    throw new AppError('validation_failed', refusal, { errors: [{ path: 'body.options.startAt', message: refusal }] });
  const uniques = uniquesOf(ctx.orgId, request.type, request.options ?? {}, ctx.now);
  const stale = new Map<Unique, string>();
  for (let round = 0; round < rounds; round += 1) {
    const { task, failed } = await write(ctx, deps, request, uniques, stale);
    if (task) {
      await follow(deps, task, ctx.now);
      return task;
    }
    const earlier = await answerOf(ctx, deps, request, uniques, stale, failed);
    if (earlier) return earlier;
  }
  throw new Error(`The keys of the task ${request.id} changed ${rounds} times meanwhile.`);
}

async function write(
  ctx: Context,
  deps: SubmitDeps,
  request: NewTask,
  uniques: readonly Unique[],
  stale: ReadonlyMap<Unique, string>,
): Promise<{ task: StoredTask; failed?: undefined } | { task?: undefined; failed: ReadonlySet<string> }> {
  const { table, dynamo } = deps.store;
  const { metered } = taskTypeOf(request.type);
  const isCharged = metered && request.isCharged !== false;
  const around: Alongside = {
    ...(isCharged && { quota: reservation(table, ctx, metered) }),
    ...Object.fromEntries(
      uniques.map((unique) => [unique.name, hold(table, unique, request.id, ctx.now, stale.get(unique))]),
    ),
    ...(request.parent && { child: arrived(table, ctx.orgId, request.parent) }),
    alongside: request.alongside,
  };
  const task = newTask(ctx, request);
  if (task.hold === 'delay') {
    const failed = await persist(dynamo, { task: newTaskItem(table, task, ctx.now), ...around });
    return failed.size === 0 ? { task } : { failed };
  }
  // Each try makes the task anew, with the place that it gets; the last one is the one that was written.
  let placed = task;
  const { failed } = await admitOrWait(deps.store, task, { isNew: true, now: ctx.now }, (place) => {
    placed = newTask(ctx, request, place);
    return { task: newTaskItem(table, placed, ctx.now), ...around };
  });
  return failed ? { failed } : { task: placed };
}

/** An earlier task that this submit is a repetition of; undefined: what stood in the way is gone, try again. */
async function answerOf(
  ctx: Context,
  deps: SubmitDeps,
  request: NewTask,
  uniques: readonly Unique[],
  stale: Map<Unique, string>,
  failed: ReadonlySet<string>,
): Promise<StoredTask | undefined> {
  if (failed.has('task') || failed.has('child')) {
    const same = await deps.store.get(ctx.orgId, request.id);
    if (same) return same;
    if (failed.has('child')) throw new ChildGoneError(`The child ${request.id} has ended before it began.`);
    return undefined;
  }
  for (const unique of uniques.filter(({ name }) => failed.has(name))) {
    const held = await holderOf(deps.store, ctx.orgId, unique);
    if (!held) return undefined;
    if (!answers(unique.name, held.task)) {
      stale.set(unique, held.holder.taskId);
      return undefined;
    }
    return unique.name === 'debounce' ? debounce(ctx, deps, request, held.task, held.holder) : held.task;
  }
  const { metered } = taskTypeOf(request.type);
  if (failed.has('quota') && metered) throw quotaExceeded(ctx, metered);
  throw refusal(failed);
}
