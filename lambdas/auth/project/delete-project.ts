import type { Context } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Publish } from '../../../shared/events.ts';
import { newId } from '../../../shared/id.ts';
import { projectDeleted } from '../events.ts';
import type { ProjectStore } from './store.ts';

/** @throws AppError `not_found` */
export async function deleteProject(call: {
  ctx: Context;
  deps: { projects: ProjectStore; publish: Publish };
  input: { id: string };
}): Promise<void> {
  const { ctx, deps, input } = call;
  if (!(await deps.projects.delete(ctx.orgId, input.id))) {
    throw new AppError('not_found', `There is no project ${input.id}.`);
  }
  await deps.publish(projectDeleted, {
    id: newId('event', ctx.now),
    orgId: ctx.orgId,
    occurredAt: new Date(ctx.now).toISOString(),
    data: { projectId: input.id },
  });
}
