import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import { type Sender, sendOutgoing } from '../../../shared/outbox.ts';
import { recorded } from '../audit/recorded.ts';
import { projectDeleted } from '../events.ts';
import { announced } from '../organization/announced.ts';
import { count } from '../organization/store.ts';
import { countProjects } from '../team/store.ts';
import { type ProjectStore, projectGone } from './store.ts';

/** @throws AppError `not_found` */
export async function deleteProject(call: {
  ctx: Context;
  deps: Sender & { dynamo: DynamoDBClient; table: Table; projects: ProjectStore };
  input: { id: string };
}): Promise<void> {
  const { ctx, deps, input } = call;
  const { dynamo, table } = deps;
  for (let tries = 0; tries < 5; tries += 1) {
    const project = await deps.projects.get(ctx, input.id);
    if (!project) throw new AppError('not_found', `There is no project ${input.id}.`);
    const { name, repositoryUrl, teamIds } = project;
    const told = announced(table, { ctx, orgId: ctx.orgId }, projectDeleted, { projectId: input.id });
    const failed = await attempt(dynamo, {
      project: projectGone(table, ctx.orgId, project),
      room: count(table, ctx.orgId, { projectCount: -1 }),
      teams: teamIds.map((team) => countProjects(table, ctx.orgId, team, -1)),
      audit: recorded(table, ctx, {
        ...{ orgId: ctx.orgId, action: 'project.deleted', target: { type: 'project', id: project.id } },
        before: { name, repositoryUrl, teamIds },
      }),
      told: told.write,
    });
    if (failed.size > 0) continue;
    return sendOutgoing(deps, [told]);
  }
  throw new AppError('unavailable', 'This project is being changed by others. Try again.');
}
