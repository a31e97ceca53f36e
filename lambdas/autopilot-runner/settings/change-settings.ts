import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { AppError } from '../../../shared/errors.ts';
import { expectedVersion, versionTag } from '../../../shared/if-match.ts';
import { mayUseProject, ProjectAccess, projectKey } from '../../../shared/project.ts';
import type { NewProjectSettings, ProjectSettings } from './settings.ts';
import type { SettingsStore } from './store.ts';

export interface SettingsDeps {
  readonly settings: SettingsStore;
  readonly projects: Table;
}

/** @throws AppError `not_found` for a project that the caller may not use */
export async function readSettings(call: {
  ctx: Context;
  deps: SettingsDeps;
  input: { id: string };
}): Promise<ProjectSettings> {
  const { ctx, deps, input } = call;
  await requireProject(ctx, deps.projects, input.id);
  return deps.settings.get(ctx.orgId, input.id);
}

/** In whole: what is left out goes back to its default. @throws AppError `not_found`, `precondition_failed` */
export async function changeSettings(call: {
  ctx: Context;
  deps: SettingsDeps;
  input: { id: string; settings: NewProjectSettings; ifMatch: string | undefined };
}): Promise<ProjectSettings> {
  const { ctx, deps, input } = call;
  const expected = expectedVersion(input.ifMatch);
  await requireProject(ctx, deps.projects, input.id);
  // Without `If-Match` any version will do, so a change that came between is no reason to fail.
  for (let tries = 0; tries < 5; tries += 1) {
    const before = await deps.settings.get(ctx.orgId, input.id);
    if (expected !== undefined && expected !== before.version) {
      throw new AppError('precondition_failed', `The settings are now at ${versionTag(before)}.`);
    }
    const next = {
      ...{ ...input.settings, projectId: input.id, version: before.version + 1 },
      updatedAt: new Date(ctx.now).toISOString(),
    };
    if (await deps.settings.put(ctx.orgId, next, before.version)) return next;
  }
  throw new AppError('unavailable', 'These settings are being changed by others. Try again.');
}

async function requireProject(ctx: Context, projects: Table, id: string): Promise<void> {
  const project = await projects.get(ProjectAccess, projectKey(ctx.orgId, id));
  if (!project || !mayUseProject(ctx, project)) throw new AppError('not_found', `There is no project ${id}.`);
}
