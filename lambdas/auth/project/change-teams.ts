import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../shared/errors.ts';
import { recorded } from '../audit/recorded.ts';
import { countProjects } from '../team/store.ts';
import { teamsPerProject } from '../team/team.ts';
import type { Project } from './project.ts';
import { type ProjectStore, projectChanged } from './store.ts';

interface Call {
  readonly ctx: Context;
  readonly deps: { readonly dynamo: DynamoDBClient; readonly table: Table; readonly projects: ProjectStore };
  readonly input: { readonly id: string; readonly teamId: string };
}

/**
 * Opens the project to a team; the first one closes it to everybody else.
 * @throws AppError `not_found` for the project or the team, or `conflict` at the limit of teams
 */
export function addTeam(call: Call): Promise<Project> {
  return change(call, 'project.team-added', ({ teamIds }, teamId) => {
    if (teamIds.includes(teamId)) return undefined;
    if (teamIds.length < teamsPerProject) return [...teamIds, teamId];
    throw new AppError('conflict', `A project is open to at most ${teamsPerProject} teams.`);
  });
}

/**
 * Closes the project to a team; without the last one it is open to all members again.
 * @throws AppError `not_found` for the project, or a team that it is not open to
 */
export function removeTeam(call: Call): Promise<Project> {
  return change(call, 'project.team-removed', ({ teamIds }, teamId) => {
    if (teamIds.includes(teamId)) return teamIds.filter((each) => each !== teamId);
    throw new AppError('not_found', `The project has no team ${teamId}.`);
  });
}

async function change(
  { ctx, deps, input }: Call,
  action: 'project.team-added' | 'project.team-removed',
  next: (project: Project, teamId: string) => string[] | undefined,
): Promise<Project> {
  const { dynamo, table } = deps;
  for (let tries = 0; tries < 5; tries += 1) {
    const before = await deps.projects.get(ctx, input.id);
    if (!before) throw new AppError('not_found', `There is no project ${input.id}.`);
    const teamIds = next(before, input.teamId);
    if (teamIds === undefined) return before;
    const changes = { teamIds, updatedAt: new Date(ctx.now).toISOString() };
    const failed = await attempt(dynamo, {
      project: projectChanged(table, ctx.orgId, before, changes),
      team: countProjects(table, ctx.orgId, input.teamId, action === 'project.team-added' ? 1 : -1),
      audit: recorded(table, ctx, {
        ...{ orgId: ctx.orgId, action, target: { type: 'project', id: before.id } },
        ...{ before: { teamIds: before.teamIds }, after: { teamIds } },
      }),
    });
    if (failed.size === 0) return { ...before, ...changes, version: before.version + 1 };
    if (failed.has('team')) throw new AppError('not_found', `There is no team ${input.teamId}.`);
  }
  throw new AppError('unavailable', 'This project is being changed by others. Try again.');
}
