import type { Context } from '../context.ts';
import type { Table } from '../dynamo.ts';
import { failedConditions } from '../dynamo-transaction.ts';
import { AppError } from '../errors.ts';
import { usableProjects } from '../project.ts';
import { type NewTask, type SubmitDeps, submitTask } from './submit.ts';
import type { StoredTask } from './task.ts';

/**
 * Submits a task whose `alongside` holds the caller's access to its project. The keys of `options` count within the project:
 * nobody learns of the tasks of a project that they may not use, or changes them, by guessing a key.
 * @throws AppError `not_found` for the project, `quota_exceeded`, `validation_failed`
 */
export async function submitInProject(
  ctx: Context,
  deps: SubmitDeps & { readonly projects: Table },
  request: NewTask,
): Promise<StoredTask> {
  const { projectId, options } = request;
  const missing = () => new AppError('not_found', `There is no project ${projectId}.`);
  // An earlier task may be the answer, without the transaction that holds the access of the caller.
  if (options?.singletonKey || options?.debounce || options?.idempotency) {
    if (!(await usableProjects(deps.projects, ctx, [projectId])).has(projectId)) throw missing();
  }
  try {
    return await submitTask(ctx, deps, { ...request, options: within(projectId, options) });
  } catch (error) {
    // All other conditions are told by `submitTask` itself.
    if (failedConditions(error).length > 0) throw missing();
    throw error;
  }
}

function within(projectId: string, options: NewTask['options']): NewTask['options'] {
  if (!options) return undefined;
  const { singletonKey, debounce, idempotency, ...rest } = options;
  return {
    ...rest,
    ...(singletonKey && { singletonKey: `${projectId}#${singletonKey}` }),
    ...(idempotency && { idempotency: { ...idempotency, key: `${projectId}#${idempotency.key}` } }),
    ...(debounce && { debounce: { ...debounce, key: `${projectId}#${debounce.key}` } }),
  };
}
