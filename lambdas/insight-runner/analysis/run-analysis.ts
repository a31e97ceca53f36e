import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Analysis as Found } from '../../../engines/insight/analysis.ts';
import { Baseline, baselineOf } from '../../../engines/insight/baseline/baseline.ts';
import { compareWithBaseline } from '../../../engines/insight/baseline/compare.ts';
import { DetectorId } from '../../../engines/insight/issue.ts';
import { languageOf } from '../../../engines/insight/source/language.ts';
import { tryTransact } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Publish } from '../../../shared/events.ts';
import { newId } from '../../../shared/id.ts';
import type { Logger } from '../../../shared/log.ts';
import { outgoing, sendOutgoing } from '../../../shared/outbox.ts';
import type { Storage } from '../../../shared/storage/storage.ts';
import { PermanentTaskError } from '../../../shared/task/end-attempt.ts';
import type { TaskInput, TaskOutput } from '../../../shared/task/type.ts';
import type { Run } from '../../../shared/task/worker.ts';
import type { FetchSource } from '../../../shared/upload-source.ts';
import { analysisCompleted } from '../events.ts';
import type { Outcome, StoredAnalysis } from './analysis.ts';
import { baselineKey, reportKey } from './object-key.ts';
import { readObject } from './read-object.ts';
import { type StoredReport, storedComparison } from './report.ts';
import type { AnalysisStore } from './store.ts';

export interface RunDeps {
  readonly dynamo: DynamoDBClient;
  readonly analyses: AnalysisStore;
  readonly objects: Pick<Storage, 'put' | 'get'>;
  readonly fetchSource: FetchSource;
  /** Looks at a folder with these detectors, or with all. */
  readonly analyze: (
    root: string,
    options: {
      readonly detectors?: readonly DetectorId[];
      readonly signal: AbortSignal;
      readonly progress: (percent: number, message: string) => void;
    },
  ) => Promise<Found>;
  readonly publish: Publish;
  readonly log: Logger;
  readonly now: () => number;
  /** A folder for repositories while they are looked at. */
  readonly workspace: string;
}

type AnalysisRun = Omit<Run<TaskInput<'insight.analysis'>>, 'children'>;

/**
 * Analyses the upload, keeps the report, tells the world. An attempt that died after its outcome was written is not repeated; the
 * event is written with the outcome, so it goes out whatever becomes of the attempt.
 */
export async function runAnalysis(deps: RunDeps, run: AnalysisRun): Promise<TaskOutput<'insight.analysis'>> {
  const { orgId } = run.task;
  const { analysisId } = run.input;
  const before = await deps.analyses.get(orgId, analysisId, deps.now());
  if (!before) throw new AppError('not_found', `There is no analysis ${analysisId} any more.`);
  const outcome = before.outcome ?? (await conclude(deps, run, before));
  return { analysisId, ...outcome };
}

async function conclude(deps: RunDeps, run: AnalysisRun, analysis: StoredAnalysis): Promise<Outcome> {
  const { orgId } = run.task;
  const begun = deps.now();
  const found = await lookAt(deps, run);
  run.progress(96, 'Comparing and keeping the report');
  const report = await compared(deps, orgId, analysis, found);
  run.signal.throwIfAborted();
  const reportSha256 = await keep(deps, orgId, analysis.id, report);
  const finishedAt = deps.now();
  const outcome = outcomeOf(report, { durationMs: finishedAt - begun, finishedAt });
  const event = outgoing(deps.analyses.table, analysisCompleted, {
    ...{ id: newId('event', finishedAt), orgId, occurredAt: outcome.finishedAt },
    data: { analysisId: analysis.id, projectId: analysis.projectId, ...told(outcome) },
  });
  const conclusion = deps.analyses.conclusion(orgId, analysis, outcome, reportSha256);
  if (await tryTransact(deps.dynamo, [...conclusion, event.write])) {
    await sendOutgoing(deps, [event]);
    return outcome;
  }
  // Another worker was faster; its outcome stands, and it has told it.
  const concluded = await deps.analyses.get(orgId, analysis.id, finishedAt);
  if (!concluded?.outcome) throw new Error(`The outcome of ${analysis.id} was not kept.`);
  return concluded.outcome;
}

async function lookAt(deps: RunDeps, { task, input, signal, progress }: AnalysisRun): Promise<Found> {
  const root = await mkdtemp(join(deps.workspace, 'analysis-'));
  try {
    progress(1, 'Fetching the upload');
    await deps.fetchSource({ orgId: task.orgId, content: input.content, folder: root, signal });
    const found = await deps.analyze(root, {
      ...(input.detectors && { detectors: input.detectors.map((id) => DetectorId.parse(id)) }),
      signal,
      progress: (percent, message) => progress(5 + Math.round(percent * 0.9), message),
    });
    if (found.files.analysed === 0 && !found.skipped.some(({ path }) => languageOf(path))) {
      const detail =
        'The upload holds no JavaScript and no TypeScript of its own: no file ends with .js, .jsx, .ts, .tsx or the like.';
      throw new PermanentTaskError('no_source', detail);
    }
    return found;
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** A baseline that is gone, or that never came to an end, is none. */
async function compared(
  deps: RunDeps,
  orgId: string,
  { baselineId }: StoredAnalysis,
  analysis: Found,
): Promise<StoredReport> {
  const before = baselineId === undefined ? undefined : await deps.analyses.get(orgId, baselineId, deps.now());
  if (!before?.reportSha256) return { version: 1, analysis };
  const text = await readObject(deps.objects, baselineKey(orgId, { id: before.id, reportSha256: before.reportSha256 }));
  if (text === undefined) return { version: 1, analysis };
  const comparison = compareWithBaseline(analysis, Baseline.parse(JSON.parse(text)));
  return { version: 1, analysis, comparison: storedComparison(before.id, comparison) };
}

/** @returns the hash of the report, by which it is found */
async function keep(deps: RunDeps, orgId: string, id: string, report: StoredReport): Promise<string> {
  const text = Buffer.from(JSON.stringify(report));
  const reportSha256 = createHash('sha256').update(text).digest('hex');
  const baseline = Buffer.from(JSON.stringify(baselineOf(report.analysis, report.comparison?.unknown)));
  const contentType = 'application/json';
  await Promise.all([
    deps.objects.put(reportKey(orgId, { id, reportSha256 }), text, { contentType }),
    deps.objects.put(baselineKey(orgId, { id, reportSha256 }), baseline, { contentType }),
  ]);
  return reportSha256;
}

function outcomeOf(
  { analysis, comparison }: StoredReport,
  { durationMs, finishedAt }: { durationMs: number; finishedAt: number },
): Outcome {
  const { counts, riskScore, files, skipped, issues } = analysis;
  const added = comparison?.newIssueIds.length ?? 0;
  return {
    ...{ counts, riskScore, files: { ...files, skipped: skipped.length } },
    ...(comparison && {
      changes: { new: added, resolved: comparison.resolved.length, unchanged: issues.length - added },
    }),
    detectors: analysis.detectors.map(({ failures: _, ...run }) => run),
    ...{ durationMs, finishedAt: new Date(finishedAt).toISOString() },
  };
}

function told({ counts, riskScore, changes }: Outcome) {
  const { critical, high, medium, low, info } = counts;
  return { counts: { critical, high, medium, low, info }, riskScore, ...(changes && { changes }) };
}
