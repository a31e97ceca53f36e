import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/id.ts';
import { projectExists } from '../../../shared/project.ts';
import type { TaskOptions } from '../../../shared/task/options.ts';
import { setOrRemove } from '../../../shared/task/record-store.ts';
import type { SubmitDeps } from '../../../shared/task/submit.ts';
import { submitInProject } from '../../../shared/task/submit-in-project.ts';
import type { StoredTask } from '../../../shared/task/task.ts';
import { taskTypeOf } from '../../../shared/task/type.ts';
import { uploadedContent } from '../../../shared/upload.ts';
import type { NewAnalysis, StoredAnalysis } from './analysis.ts';
import type { AnalysisStore } from './store.ts';

export interface SubmitAnalysisDeps extends SubmitDeps {
  readonly analyses: AnalysisStore;
  readonly projects: Table;
  /** Where the tasks service keeps its records, of uploads as well. */
  readonly uploads: Table;
}

/**
 * @returns the task of the analysis; with a `singletonKey` or `debounce` perhaps one that was there
 * @throws AppError `not_found` for the project, the upload or the baseline, `conflict` for an upload that cannot be used, `quota_exceeded`
 */
export async function submitAnalysis(call: {
  ctx: Context;
  deps: SubmitAnalysisDeps;
  input: NewAnalysis & { readonly options?: TaskOptions | undefined };
}): Promise<StoredTask> {
  const { ctx, deps } = call;
  const { options, baseline, ...input } = call.input;
  const id = newId('task', ctx.now);
  const [content, baselineId] = await Promise.all([
    uploadedContent(deps.uploads, ctx, input),
    baselineOf(ctx, deps.analyses, { baseline, projectId: input.projectId }),
  ]);
  const asked = { ...input, content, ...(baselineId && { baselineId }) };
  const analysis: StoredAnalysis = { id, ...asked, createdAt: new Date(ctx.now).toISOString() };
  return submitInProject(ctx, deps, {
    ...{ id, type: 'insight.analysis', projectId: input.projectId, options },
    ...{ input: { ...asked, analysisId: id }, inputVersion: taskTypeOf('insight.analysis').inputVersion },
    alongside: [
      deps.analyses.creation(ctx.orgId, analysis, ctx.now),
      projectExists(deps.projects, ctx, input.projectId),
    ],
    replacing: (task) => ({
      input: { ...asked, analysisId: task.id },
      alongside: [deps.analyses.whileOpen(ctx.orgId, task.id, setOrRemove(replacedBy(analysis)))],
    }),
  });
}

/** What another input of a debounced task changes. */
function replacedBy({ uploadId, content, detectors, baselineId }: StoredAnalysis) {
  return { uploadId, content, detectors, baselineId };
}

/** That there is a report to compare with is asked for again when the analysis runs: it may go meanwhile. */
async function baselineOf(
  { orgId, now }: Context,
  analyses: AnalysisStore,
  { baseline, projectId }: Pick<NewAnalysis, 'baseline' | 'projectId'>,
): Promise<string | undefined> {
  if (baseline === 'none') return undefined;
  if (baseline === 'previous') return analyses.lastOf(orgId, projectId);
  const found = await analyses.get(orgId, baseline, now);
  if (found?.projectId !== projectId) {
    throw new AppError('not_found', `There is no analysis ${baseline} of this project to compare with.`);
  }
  return baseline;
}
