import type { Context } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import { type Project, type ProjectChange, projectEtag } from './project.ts';
import type { ProjectStore } from './store.ts';

/** @throws AppError `not_found`, or `precondition_failed` when `ifMatch` names another version than the current one */
export async function updateProject(call: {
  ctx: Context;
  deps: { projects: ProjectStore };
  input: { id: string; change: ProjectChange; ifMatch: string | undefined };
}): Promise<Project> {
  const { ctx, deps, input } = call;
  const change = { ...input.change, updatedAt: new Date(ctx.now).toISOString() };
  const updated = await deps.projects.update(ctx.orgId, input.id, change, expectedVersion(input.ifMatch));
  if (updated) return updated;
  const current = await deps.projects.get(ctx.orgId, input.id);
  if (!current) throw new AppError('not_found', `There is no project ${input.id}.`);
  throw new AppError('precondition_failed', `The project is now at ${projectEtag(current)}.`);
}

/** -1 never matches: an ETag that is not ours is of some other version. */
function expectedVersion(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  const version = /^"v(\d{1,15})"$/.exec(ifMatch.trim())?.[1];
  return version === undefined ? -1 : Number(version);
}
