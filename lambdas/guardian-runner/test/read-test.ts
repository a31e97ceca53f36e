import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Page } from '../../../shared/page.ts';
import { findRecord, listRecords, readRecord } from '../../../shared/task/read-record.ts';
import type { TaskStore } from '../../../shared/task/store.ts';
import type { TestStore } from './store.ts';
import type { GuardianTest, Outcome, StoredTest } from './test.ts';

interface Deps {
  readonly tests: TestStore;
  readonly store: TaskStore;
  /** Where projects say who may use them. */
  readonly projects: Table;
}

const noun = 'test';
type ById = { readonly id: string };

/** @throws AppError `not_found`, also for a test of a project that the caller may not use */
export function readTest(call: { ctx: Context; deps: Deps; input: ById }): Promise<GuardianTest> {
  const { ctx, deps, input } = call;
  return readRecord(ctx, { ...deps, records: deps.tests }, { ...input, noun });
}

export function listTests(call: {
  ctx: Context;
  deps: Deps;
  input: { limit: number; cursor?: string; projectId?: string };
}): Promise<Page<GuardianTest>> {
  const { ctx, deps, input } = call;
  return listRecords(ctx, { ...deps, records: deps.tests }, input);
}

/** @throws AppError `not_found`, or `conflict` while there is no report yet */
export async function findConcluded(call: {
  ctx: Context;
  deps: Pick<Deps, 'tests' | 'projects'>;
  input: ById;
}): Promise<StoredTest & { outcome: Outcome }> {
  const { ctx, deps, input } = call;
  const test = await findRecord(ctx, { ...deps, records: deps.tests }, { ...input, noun });
  const { outcome } = test;
  if (!outcome) throw new AppError('conflict', 'This test has no report yet. Wait for its task.');
  return { ...test, outcome };
}
