import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import type { Page } from '../../../shared/page.ts';
import { onlyUsable } from '../../../shared/project.ts';
import { readChildren } from '../../../shared/task/child-store.ts';
import { findRecord } from '../../../shared/task/read-record.ts';
import type { TaskStore } from '../../../shared/task/store.ts';
import { isFinished, type StoredTask, type TaskStatus } from '../../../shared/task/task.ts';
import type { TestStore } from '../test/store.ts';
import { countsOf, type GuardianBatch, type StoredBatch, testsOf } from './batch.ts';
import type { BatchStore } from './store.ts';

export interface ReadBatchDeps {
  readonly batches: BatchStore;
  readonly tests: TestStore;
  readonly store: TaskStore;
  readonly projects: Table;
}

/** @throws AppError `not_found` */
export async function readBatch(call: {
  ctx: Context;
  deps: ReadBatchDeps;
  input: { id: string };
}): Promise<GuardianBatch> {
  const { ctx, deps, input } = call;
  const batch = await findRecord(ctx, { ...deps, records: deps.batches }, { ...input, noun: 'batch' });
  return view(ctx, deps, batch, await deps.store.get(ctx.orgId, batch.id));
}

export async function listBatches(call: {
  ctx: Context;
  deps: ReadBatchDeps;
  input: { limit: number; cursor?: string; projectId?: string };
}): Promise<Page<GuardianBatch>> {
  const { ctx, deps, input } = call;
  const keep = onlyUsable<StoredBatch>(deps.projects, ctx);
  const page = await deps.batches.list(ctx.orgId, { ...input, keep }, ctx.now);
  const tasks = await deps.store.getMany(
    ctx.orgId,
    page.items.map(({ id }) => id),
  );
  const taskOf = (id: string) => tasks.find((task) => task.id === id);
  return { ...page, items: await Promise.all(page.items.map((batch) => view(ctx, deps, batch, taskOf(batch.id)))) };
}

/** A batch outlives its task and what its task knew of the tests; with an outcome nothing else need be asked. */
async function view(
  ctx: Context,
  deps: ReadBatchDeps,
  batch: StoredBatch,
  task: StoredTask | undefined,
): Promise<GuardianBatch> {
  const { outcome, ...rest } = batch;
  const status = task?.status ?? (outcome ? 'succeeded' : 'failed');
  const tests = outcome && status === 'succeeded' ? outcome.tests : await openTests(ctx, deps, batch, status);
  return { ...rest, status, tests, ...countsOf(tests), ...(task?.error && { error: task.error }) };
}

async function openTests(ctx: Context, deps: ReadBatchDeps, batch: StoredBatch, status: TaskStatus) {
  const known = await readChildren(deps.store.table, { orgId: ctx.orgId, id: batch.id });
  const children = known.map(({ status: asked, ...child }) => ({
    ...child,
    status: asked === 'asked' ? ('queued' as const) : asked,
  }));
  const tests = await deps.tests.getMany(
    ctx.orgId,
    children.map(({ taskId }) => taskId),
  );
  const passes = new Map(tests.flatMap(({ id, outcome }) => (outcome ? [[id, outcome.pass] as const] : [])));
  return testsOf(batch, children, passes, isFinished(status) ? status : 'queued');
}
