import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { isConditionFailed, type Table } from '../../../shared/dynamo.ts';
import { failedConditions, transact } from '../../../shared/dynamo-transaction.ts';
import { type Page, readPage } from '../../../shared/page.ts';
import { projectKey } from '../../../shared/project.ts';
import { organizationKey } from '../organization/store.ts';
import { Project, type ProjectChange } from './project.ts';

export interface ProjectStore {
  /** False when the organization has `limit` projects already. */
  create(orgId: string, project: Project, limit: number): Promise<boolean>;
  get(orgId: string, id: string): Promise<Project | undefined>;
  list(orgId: string, page: { limit: number; cursor?: string }): Promise<Page<Project>>;
  /** Undefined when it does not exist, or its version is not the one expected. */
  update(
    orgId: string,
    id: string,
    change: ProjectChange & { updatedAt: string },
    version?: number,
  ): Promise<Project | undefined>;
  delete(orgId: string, id: string): Promise<boolean>;
}

export function createProjectStore(client: DynamoDBClient, table: Table): ProjectStore {
  const whenAll = async (writes: Parameters<typeof transact>[1]): Promise<boolean> => {
    try {
      await transact(client, writes);
      return true;
    } catch (error) {
      if (failedConditions(error).length > 0) return false;
      throw error;
    }
  };
  return {
    create: (orgId, project, limit) =>
      whenAll([
        {
          table,
          update: organizationKey(orgId),
          change: { add: { projectCount: 1 } },
          condition: { when: '#projectCount < :limit', values: { ':limit': limit } },
        },
        { table, put: { ...projectKey(orgId, project.id), ...project } },
      ]),
    get: (orgId, id) => table.get(Project, projectKey(orgId, id)),
    list: (orgId, page) => readPage(table, Project, { pk: `ORG#${orgId}`, prefix: 'PROJECT#', ...page }),
    async update(orgId, id, change, version) {
      const isExpected = version === undefined ? '' : ' AND #version = :version';
      try {
        const item = await table.update(
          projectKey(orgId, id),
          { set: change, add: { version: 1 } },
          {
            when: `attribute_exists(pk)${isExpected}`,
            ...(version !== undefined && { values: { ':version': version } }),
          },
        );
        return Project.parse(item);
      } catch (error) {
        if (isConditionFailed(error)) return undefined;
        throw error;
      }
    },
    delete: (orgId, id) =>
      whenAll([
        { table, delete: projectKey(orgId, id), condition: { when: 'attribute_exists(pk)' } },
        { table, update: organizationKey(orgId), change: { add: { projectCount: -1 } } },
      ]),
  };
}
