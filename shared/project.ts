import * as z from 'zod';
import type { Context } from './context.ts';
import type { Table } from './dynamo.ts';
import type { Condition } from './dynamo-expression.ts';
import type { Write } from './dynamo-transaction.ts';
import { idPattern } from './id.ts';

export const ProjectId = z.string().regex(idPattern('project'), 'Not a project id');

export const projectKey = (orgId: string, projectId: string) => ({ pk: `ORG#${orgId}`, sk: `PROJECT#${projectId}` });

/** What decides who may use a project. */
export const ProjectAccess = z.object({ id: z.string(), teamIds: z.array(z.string()).optional() });
export type ProjectAccess = z.infer<typeof ProjectAccess>;

type Caller = Pick<Context, 'orgId' | 'actor' | 'permissions' | 'teams' | 'projects'>;

/**
 * The one rule of access to projects: a restricted credential reaches its own projects only; a project that is closed to
 * teams is there for their members, for people who may see all projects, and for credentials that are not people. Whoever may
 * not use a project is told that it does not exist.
 */
export function mayUseProject(ctx: Caller, project: ProjectAccess): boolean {
  if (ctx.projects && !ctx.projects.has(project.id)) return false;
  const { teamIds = [] } = project;
  return !isBoundByTeams(ctx) || teamIds.length === 0 || teamIds.some((team) => ctx.teams.has(team));
}

/** The same rule, in the language of DynamoDB, for writes that must hold it at that very moment. */
export function projectCondition(ctx: Caller, projectId: string): Condition {
  const clauses = ['attribute_exists(pk)'];
  const values: Record<`:${string}`, unknown> = {};
  if (ctx.projects) {
    clauses.push('#id = :usable');
    values[':usable'] = ctx.projects.has(projectId) ? projectId : 'none';
  }
  if (isBoundByTeams(ctx)) {
    const teams = [...ctx.teams].map((team, at) => [`:team${at}`, team] as const);
    const opened = teams.map(([name]) => `contains(#teamIds, ${name})`);
    clauses.push(`(${['attribute_not_exists(#teamIds)', 'size(#teamIds) = :none', ...opened].join(' OR ')})`);
    Object.assign(values, { ':none': 0 }, Object.fromEntries(teams));
  }
  return { when: clauses.join(' AND '), ...(Object.keys(values).length > 0 && { values }) };
}

/** Part of a transaction: the project exists, belongs to the caller's organization, and the caller may use it. */
export function projectExists(table: Table, ctx: Caller, projectId: string): Write & { table: Table } {
  return { table, check: projectKey(ctx.orgId, projectId), condition: projectCondition(ctx, projectId) };
}

/**
 * Which of these projects the caller may use: one read at most, and none for callers whom no team binds. A project that was
 * deleted is open only to those, because what had been closed must not open by its deletion.
 */
export async function usableProjects(
  table: Table,
  ctx: Caller,
  projectIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const reachable = [...new Set(projectIds)].filter((id) => !ctx.projects || ctx.projects.has(id));
  if (reachable.length === 0 || !isBoundByTeams(ctx)) return new Set(reachable);
  const projects = await table.getMany(
    ProjectAccess,
    reachable.map((id) => projectKey(ctx.orgId, id)),
  );
  return new Set(projects.filter((project) => mayUseProject(ctx, project)).map(({ id }) => id));
}

/** Of tests, tasks and the like: those of projects that the caller may use. */
export function onlyUsable<Item extends { readonly projectId: string }>(table: Table, ctx: Caller) {
  return async (items: Item[]): Promise<Item[]> => {
    const ids = items.map(({ projectId }) => projectId);
    const usable = await usableProjects(table, ctx, ids);
    return items.filter(({ projectId }) => usable.has(projectId));
  };
}

function isBoundByTeams(ctx: Caller): boolean {
  return ctx.actor.type === 'user' && !ctx.permissions.has('projects:read-all');
}
