import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Page } from '../../../shared/page.ts';
import { onlyUsable, usableProjects } from '../../../shared/project.ts';
import type { TaskStore } from '../../../shared/task/store.ts';
import type { StoredTask } from '../../../shared/task/task.ts';
import type { TestStore } from './store.ts';
import type { GuardianTest, Outcome, StoredTest } from './test.ts';

interface Deps {
  readonly tests: TestStore;
  readonly store: TaskStore;
  /** Where projects say who may use them. */
  readonly projects: Table;
}

/** @throws AppError `not_found`, also for a test of a project that the caller may not use */
export async function readTest(call: { ctx: Context; deps: Deps; input: { id: string } }): Promise<GuardianTest> {
  const test = await find(call);
  const task = test.outcome ? undefined : await call.deps.store.get(call.ctx.orgId, test.id);
  return withStatus(test, task);
}

export async function listTests(call: {
  ctx: Context;
  deps: Deps;
  input: { limit: number; cursor?: string; projectId?: string };
}): Promise<Page<GuardianTest>> {
  const { ctx, deps, input } = call;
  const keep = onlyUsable<StoredTest>(deps.projects, ctx);
  const page = await deps.tests.list(ctx.orgId, { ...input, keep }, ctx.now);
  const open = page.items.filter(({ outcome }) => !outcome).map(({ id }) => id);
  const tasks = await deps.store.getMany(ctx.orgId, open);
  return {
    ...page,
    items: page.items.map((test) =>
      withStatus(
        test,
        tasks.find(({ id }) => id === test.id),
      ),
    ),
  };
}

/** @throws AppError `not_found`, or `conflict` while there is no report yet */
export async function findConcluded(call: {
  ctx: Context;
  deps: Pick<Deps, 'tests' | 'projects'>;
  input: { id: string };
}): Promise<StoredTest & { outcome: Outcome }> {
  const test = await find(call);
  const { outcome } = test;
  if (!outcome) throw new AppError('conflict', 'This test has no report yet. Wait for its task.');
  return { ...test, outcome };
}

async function find(call: {
  ctx: Context;
  deps: Pick<Deps, 'tests' | 'projects'>;
  input: { id: string };
}): Promise<StoredTest> {
  const { ctx, deps, input } = call;
  const test = await deps.tests.get(ctx.orgId, input.id, ctx.now);
  const usable = await usableProjects(deps.projects, ctx, test ? [test.projectId] : []);
  if (!test || !usable.has(test.projectId)) throw new AppError('not_found', `There is no test ${input.id}.`);
  return test;
}

/** A test outlives its task; with an outcome the task need not be asked. */
function withStatus(test: StoredTest, task: StoredTask | undefined): GuardianTest {
  if (test.outcome) return { ...test, status: 'succeeded' };
  return { ...test, status: task?.status ?? 'failed', ...(task?.error && { error: task.error }) };
}
