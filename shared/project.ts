import * as z from 'zod';
import type { Table } from './dynamo.ts';
import type { Write } from './dynamo-transaction.ts';
import { idPattern } from './id.ts';

export const ProjectId = z.string().regex(idPattern('project'), 'Not a project id');

export const projectKey = (orgId: string, projectId: string) => ({ pk: `ORG#${orgId}`, sk: `PROJECT#${projectId}` });

/** Part of a transaction of another service: the project exists and belongs to this organization at that very moment. */
export function projectExists(table: Table, orgId: string, projectId: string): Write & { table: Table } {
  return { table, check: projectKey(orgId, projectId), condition: { when: 'attribute_exists(pk)' } };
}
