import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import type { Write } from '../../../shared/dynamo-transaction.ts';
import { type Page, readPage } from '../../../shared/page.ts';
import { mayUseProject, projectKey } from '../../../shared/project.ts';
import { Project, type ProjectChange } from './project.ts';

type TableWrite = Write & { readonly table: Table };

export interface ProjectStore {
  /** Undefined also when it is there, but not for this caller. */
  get(ctx: Context, id: string): Promise<Project | undefined>;
  list(ctx: Context, page: { limit: number; cursor?: string }): Promise<Page<Project>>;
}

export function createProjectStore(table: Table): ProjectStore {
  return {
    async get(ctx, id) {
      const project = await table.get(Project, projectKey(ctx.orgId, id));
      return project && mayUseProject(ctx, project) ? project : undefined;
    },
    list: (ctx, page) =>
      readPage(table, Project, {
        ...{ pk: `ORG#${ctx.orgId}`, prefix: 'PROJECT#', ...page },
        keep: (projects) => projects.filter((project) => mayUseProject(ctx, project)),
      }),
  };
}

/** Part of a transaction. */
export function newProject(table: Table, orgId: string, project: Project): TableWrite {
  return { table, put: { ...projectKey(orgId, project.id), ...project } };
}

/** Part of a transaction; fails when the project is not as it was read, and with it what its teams were. */
export function projectChanged(
  table: Table,
  orgId: string,
  { id, version }: Project,
  change: ProjectChange & { readonly teamIds?: readonly string[]; readonly updatedAt: string },
): TableWrite {
  const update = { set: change, add: { version: 1 } };
  return { table, update: projectKey(orgId, id), change: update, condition: isAt(version) };
}

/** Part of a transaction; fails when the project is not as it was read. */
export function projectGone(table: Table, orgId: string, { id, version }: Project): TableWrite {
  return { table, delete: projectKey(orgId, id), condition: isAt(version) };
}

function isAt(version: number) {
  return { when: '#version = :version', values: { ':version': version } };
}
