import type { Context } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Publish } from '../../../shared/events.ts';
import { newId } from '../../../shared/id.ts';
import { planLimits } from '../../../shared/plan.ts';
import { projectCreated } from '../events.ts';
import type { NewProject, Project } from './project.ts';
import type { ProjectStore } from './store.ts';

/** @throws AppError `plan_limit_reached` */
export async function createProject(call: {
  ctx: Context;
  deps: { projects: ProjectStore; publish: Publish };
  input: NewProject;
}): Promise<Project> {
  const { ctx, deps, input } = call;
  const createdAt = new Date(ctx.now).toISOString();
  const project: Project = { id: newId('project', ctx.now), ...input, createdAt, updatedAt: createdAt, version: 1 };
  const limit = planLimits[ctx.plan].projects;
  if (!(await deps.projects.create(ctx.orgId, project, limit))) {
    throw new AppError('plan_limit_reached', `The ${ctx.plan} plan includes ${limit} projects; all are in use.`);
  }
  await deps.publish(projectCreated, {
    id: newId('event', ctx.now),
    orgId: ctx.orgId,
    occurredAt: createdAt,
    data: { projectId: project.id, name: project.name },
  });
  return project;
}
