import { text } from 'node:stream/consumers';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Page } from '../../../shared/page.ts';
import { Reply } from '../../../shared/route.ts';
import type { LinkingStorage } from '../../../shared/storage/storage.ts';
import { findRecord, listRecords, readRecord } from '../../../shared/task/read-record.ts';
import type { TaskStore } from '../../../shared/task/store.ts';
import { type RunFile, runFiles, runKey } from './object-key.ts';
import { RunResult } from './result.ts';
import type { Outcome, Run, StoredRun } from './run.ts';
import type { RunStore } from './store.ts';

export interface ReadRunDeps {
  readonly runs: RunStore;
  readonly store: TaskStore;
  /** Where projects say who may use them. */
  readonly projects: Table;
  readonly objects: Pick<LinkingStorage, 'get'>;
}

const noun = 'run';
type ById = { readonly id: string };

/** @throws AppError `not_found`, also for a run of a project that the caller may not use */
export function readRun(call: { ctx: Context; deps: ReadRunDeps; input: ById }): Promise<Run> {
  const { ctx, deps, input } = call;
  return readRecord(ctx, { ...deps, records: deps.runs }, { ...input, noun });
}

export function listRuns(call: {
  ctx: Context;
  deps: ReadRunDeps;
  input: { limit: number; cursor?: string; projectId?: string };
}): Promise<Page<Run>> {
  const { ctx, deps, input } = call;
  return listRecords(ctx, { ...deps, records: deps.runs }, input);
}

export type Concluded = StoredRun & { outcome: Outcome; resultSha256: string };

/** @throws AppError `not_found`, or `conflict` while there is no result yet */
export async function findConcluded(call: {
  ctx: Context;
  deps: Pick<ReadRunDeps, 'runs' | 'projects'>;
  input: ById;
}): Promise<Concluded> {
  const { ctx, deps, input } = call;
  const run = await findRecord(ctx, { ...deps, records: deps.runs }, { ...input, noun });
  const { outcome, resultSha256 } = run;
  if (!outcome || resultSha256 === undefined) {
    throw new AppError('conflict', 'This run has no result yet. Wait for its task.');
  }
  return { ...run, outcome, resultSha256 };
}

/** @throws AppError `not_found`, also for the attestation of a run that has none, or `conflict` while there is no result yet */
export async function readRunFile(call: {
  ctx: Context;
  deps: ReadRunDeps;
  input: ById & { readonly file: RunFile };
}): Promise<Reply<string>> {
  const { ctx, deps, input } = call;
  const run = await findConcluded(call);
  if (input.file === 'attestation' && !run.outcome.isAttested) {
    throw new AppError(
      'not_found',
      `There is no attestation of the run ${input.id}: only a run that changed something and was signed has one.`,
    );
  }
  const key = runKey(ctx.orgId, run, input.file);
  const object = await deps.objects.get(key);
  if (!object) throw new Error(`There is no object ${key}, which its run has.`);
  return new Reply(await text(object.body), { 'content-type': runFiles[input.file].contentType });
}

/** @throws AppError `not_found`, `conflict` */
export async function readResult(call: { ctx: Context; deps: ReadRunDeps; input: ById }): Promise<RunResult> {
  const { ctx, deps, input } = call;
  const reply = await readRunFile({ ctx, deps, input: { ...input, file: 'result' } });
  return RunResult.parse(JSON.parse(reply.body));
}
