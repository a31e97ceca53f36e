import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Page } from '../../../shared/page.ts';
import { findRecord, listRecords, readRecord } from '../../../shared/task/read-record.ts';
import type { TaskStore } from '../../../shared/task/store.ts';
import type { Analysis, Outcome, StoredAnalysis } from './analysis.ts';
import type { AnalysisStore } from './store.ts';

export interface ReadAnalysisDeps {
  readonly analyses: AnalysisStore;
  readonly store: TaskStore;
  /** Where projects say who may use them. */
  readonly projects: Table;
}

const noun = 'analysis';
type ById = { readonly id: string };

/** @throws AppError `not_found`, also for an analysis of a project that the caller may not use */
export function readAnalysis(call: { ctx: Context; deps: ReadAnalysisDeps; input: ById }): Promise<Analysis> {
  const { ctx, deps, input } = call;
  return readRecord(ctx, { ...deps, records: deps.analyses }, { ...input, noun });
}

export function listAnalyses(call: {
  ctx: Context;
  deps: ReadAnalysisDeps;
  input: { limit: number; cursor?: string; projectId?: string };
}): Promise<Page<Analysis>> {
  const { ctx, deps, input } = call;
  return listRecords(ctx, { ...deps, records: deps.analyses }, input);
}

export type Concluded = StoredAnalysis & { outcome: Outcome; reportSha256: string };

/** @throws AppError `not_found`, or `conflict` while there is no report yet */
export async function findConcluded(call: {
  ctx: Context;
  deps: Pick<ReadAnalysisDeps, 'analyses' | 'projects'>;
  input: ById;
}): Promise<Concluded> {
  const { ctx, deps, input } = call;
  const analysis = await findRecord(ctx, { ...deps, records: deps.analyses }, { ...input, noun });
  const { outcome, reportSha256 } = analysis;
  if (!outcome || reportSha256 === undefined) {
    throw new AppError('conflict', 'This analysis has no report yet. Wait for its task.');
  }
  return { ...analysis, outcome, reportSha256 };
}
