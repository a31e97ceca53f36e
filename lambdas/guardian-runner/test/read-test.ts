import type { Context } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Page } from '../../../shared/page.ts';
import type { TaskStore } from '../../../shared/task/store.ts';
import type { TestStore } from './store.ts';
import type { GuardianTest, Outcome, StoredTest } from './test.ts';

interface Deps {
  readonly tests: TestStore;
  readonly store: TaskStore;
}

/** @throws AppError `not_found` */
export async function readTest(call: { ctx: Context; deps: Deps; input: { id: string } }): Promise<GuardianTest> {
  return withStatus(call.ctx, call.deps.store, await find(call));
}

export async function listTests(call: {
  ctx: Context;
  deps: Deps;
  input: { limit: number; cursor?: string; projectId?: string };
}): Promise<Page<GuardianTest>> {
  const { ctx, deps, input } = call;
  const page = await deps.tests.list(ctx.orgId, input);
  return { ...page, items: await Promise.all(page.items.map((test) => withStatus(ctx, deps.store, test))) };
}

/** @throws AppError `not_found`, or `conflict` while there is no report yet */
export async function findOutcome(call: {
  ctx: Context;
  deps: Pick<Deps, 'tests'>;
  input: { id: string };
}): Promise<Outcome> {
  const { outcome } = await find(call);
  if (!outcome) throw new AppError('conflict', 'This test has no report yet. Wait for its task.');
  return outcome;
}

async function find(call: { ctx: Context; deps: Pick<Deps, 'tests'>; input: { id: string } }): Promise<StoredTest> {
  const { ctx, deps, input } = call;
  const test = await deps.tests.get(ctx.orgId, input.id);
  if (!test) throw new AppError('not_found', `There is no test ${input.id}.`);
  return test;
}

/** A test outlives its task; with an outcome the task need not be asked. */
async function withStatus(ctx: Context, store: TaskStore, test: StoredTest): Promise<GuardianTest> {
  if (test.outcome) return { ...test, status: 'succeeded' };
  const task = await store.get(ctx.orgId, test.id);
  return { ...test, status: task?.status ?? 'failed', ...(task?.error && { error: task.error }) };
}
