import type { Context } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Page } from '../../../shared/page.ts';
import { mayUseProject, ProjectAccess, projectKey, usableProjects } from '../../../shared/project.ts';
import type { Snapshot } from './snapshot.ts';
import type { SnapshotQuery } from './store.ts';
import type { SnapshotDeps } from './submit-snapshot.ts';
import { type Trend, trendOf } from './trend.ts';

/** Of projects that the caller may use; those that name no project are everybody's but of credentials for certain projects. */
export async function listSnapshots(call: {
  ctx: Context;
  deps: SnapshotDeps;
  input: Omit<SnapshotQuery, 'keep'>;
}): Promise<Page<Snapshot>> {
  const { ctx, deps, input } = call;
  const keep = async (snapshots: Snapshot[]) => {
    const named = snapshots.flatMap(({ projectId }) => projectId ?? []);
    const usable = await usableProjects(deps.projects, ctx, named);
    return snapshots.filter(({ projectId }) => (projectId === undefined ? !ctx.projects : usable.has(projectId)));
  };
  return deps.snapshots.list(ctx.orgId, { ...input, keep });
}

/** So many make a trend. */
const pointsOfTrend = 100;

/** @throws AppError `not_found` for a project that the caller may not use */
export async function readTrend(call: { ctx: Context; deps: SnapshotDeps; input: { id: string } }): Promise<Trend> {
  const { ctx, deps, input } = call;
  const project = await deps.projects.get(ProjectAccess, projectKey(ctx.orgId, input.id));
  if (!project || !mayUseProject(ctx, project)) throw new AppError('not_found', `There is no project ${input.id}.`);
  const { items } = await deps.snapshots.list(ctx.orgId, { projectId: input.id, limit: pointsOfTrend });
  return trendOf(items);
}
