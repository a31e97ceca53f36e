import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/id.ts';
import { type Sender, sendOutgoing } from '../../../shared/outbox.ts';
import { planLimits } from '../../../shared/plan.ts';
import { recorded } from '../audit/recorded.ts';
import { projectCreated } from '../events.ts';
import { announced } from '../organization/announced.ts';
import { count } from '../organization/store.ts';
import type { NewProject, Project } from './project.ts';
import { newProject } from './store.ts';

/** @throws AppError `plan_limit_reached`, or `forbidden` for a credential that is restricted to some projects */
export async function createProject(call: {
  ctx: Context;
  deps: Sender & { dynamo: DynamoDBClient; table: Table };
  input: NewProject;
}): Promise<Project> {
  const { ctx, deps, input } = call;
  const { dynamo, table } = deps;
  if (ctx.projects) throw new AppError('forbidden', 'This credential is restricted to some projects.');
  const createdAt = new Date(ctx.now).toISOString();
  const id = newId('project', ctx.now);
  const project: Project = { id, ...input, teamIds: [], createdAt, updatedAt: createdAt, version: 1 };
  const limit = planLimits[ctx.plan].projects;
  const told = announced(table, { ctx, orgId: ctx.orgId }, projectCreated, { projectId: id, name: project.name });
  const failed = await attempt(dynamo, {
    room: count(table, ctx.orgId, { projectCount: 1 }, { below: { projectCount: limit } }),
    project: newProject(table, ctx.orgId, project),
    audit: recorded(table, ctx, {
      ...{ orgId: ctx.orgId, action: 'project.created', target: { type: 'project', id }, after: { ...input } },
    }),
    told: told.write,
  });
  if (failed.size > 0) {
    throw new AppError('plan_limit_reached', `The ${ctx.plan} plan includes ${limit} projects; all are in use.`);
  }
  await sendOutgoing(deps, [told]);
  return project;
}
