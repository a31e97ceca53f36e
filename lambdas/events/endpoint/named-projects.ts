import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { AppError } from '../../../shared/errors.ts';
import { projectExists } from '../../../shared/project.ts';

/** Parts of a transaction, each named by its project: it exists, and the caller may use it. */
export function namedProjects(projects: Table, ctx: Context, projectIds: readonly string[] = []) {
  return Object.fromEntries(projectIds.map((id) => [id, projectExists(projects, ctx, id)]));
}

/** @throws AppError `validation_failed` when a condition of `namedProjects` is among those that failed */
export function refuseUnknownProjects(failed: ReadonlySet<string>, projectIds: readonly string[] = []): void {
  const errors = projectIds.flatMap((id, at) =>
    failed.has(id) ? [{ path: `body.projectIds.${at}`, message: `There is no project ${id}` }] : [],
  );
  if (errors.length === 0) return;
  throw new AppError('validation_failed', errors.map(({ message }) => message).join('; '), { errors });
}
