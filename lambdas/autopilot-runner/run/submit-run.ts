import { builtInRecipes } from '../../../engines/autopilot/recipes/index.ts';
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
import type { NewRun, StoredRun } from './run.ts';
import type { RunStore } from './store.ts';

export interface SubmitRunDeps extends SubmitDeps {
  readonly runs: RunStore;
  readonly projects: Table;
  /** Where the tasks service keeps its records, of uploads as well. */
  readonly uploads: Table;
}

/**
 * @returns the task of the run; with a `singletonKey` or `debounce` perhaps one that was there
 * @throws AppError `not_found` for the project, the upload or the run to undo, `conflict` for an upload that cannot be used or a run that changed
 * nothing, `validation_failed`, `quota_exceeded`
 */
export async function submitRun(call: {
  ctx: Context;
  deps: SubmitRunDeps;
  input: NewRun & { readonly options?: TaskOptions | undefined };
}): Promise<StoredTask> {
  const { ctx, deps } = call;
  const { options, ...input } = call.input;
  checkRecipes(input);
  const id = newId('task', ctx.now);
  const [content] = await Promise.all([uploadedContent(deps.uploads, ctx, input), checkUndo(ctx, deps.runs, input)]);
  const asked = { ...input, content };
  const run: StoredRun = { id, ...asked, createdAt: new Date(ctx.now).toISOString() };
  return submitInProject(ctx, deps, {
    ...{ id, type: 'autopilot.run', projectId: input.projectId, options },
    ...{ input: { ...asked, runId: id }, inputVersion: taskTypeOf('autopilot.run').inputVersion },
    alongside: [deps.runs.creation(ctx.orgId, run, ctx.now), projectExists(deps.projects, ctx, input.projectId)],
    replacing: (task) => ({
      input: { ...asked, runId: task.id },
      alongside: [deps.runs.whileOpen(ctx.orgId, task.id, setOrRemove(replacedBy(run)))],
    }),
  });
}

/** What another input of a debounced task changes. */
function replacedBy({ uploadId, content, mode, approve, approvedRecipes, recipes, budget, undoOf }: StoredRun) {
  return { uploadId, content, mode, approve, approvedRecipes, recipes, budget, undoOf };
}

function checkRecipes({ recipes = [] }: NewRun): void {
  const known = new Set(builtInRecipes.map(({ id }) => id));
  const errors = recipes.flatMap((id, at) =>
    known.has(id)
      ? []
      : [{ path: `body.recipes.${at}`, message: `There is no recipe ${id}; see GET /v1/autopilot/recipes.` }],
  );
  if (errors.length > 0) {
    throw new AppError('validation_failed', errors.map(({ message }) => message).join(' '), { errors });
  }
}

async function checkUndo({ orgId, now }: Context, runs: RunStore, { mode, undoOf, projectId }: NewRun): Promise<void> {
  if ((mode === 'undo') !== (undoOf !== undefined)) {
    const message = mode === 'undo' ? 'Say which run to take back.' : 'Only with mode `undo`.';
    throw new AppError('validation_failed', `undoOf: ${message}`, { errors: [{ path: 'body.undoOf', message }] });
  }
  if (undoOf === undefined) return;
  const run = await runs.get(orgId, undoOf, now);
  if (run?.projectId !== projectId) throw new AppError('not_found', `There is no run ${undoOf} of this project.`);
  if (run.outcome?.status !== 'completed' || run.outcome.files === 0) {
    throw new AppError('conflict', `The run ${undoOf} has changed nothing that could be taken back.`);
  }
}
