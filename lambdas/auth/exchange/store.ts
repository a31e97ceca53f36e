import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { Table } from '../../../shared/dynamo.ts';
import { transact, tryTransact, type Write } from '../../../shared/dynamo-transaction.ts';
import { type Page, readPage } from '../../../shared/page.ts';
import { type ProjectAccess, projectKey } from '../../../shared/project.ts';
import { StoredTrustRule, TrustRule } from './exchange.ts';

const Project = z.object({ id: z.string(), teamIds: z.array(z.string()).optional() });

type TableWrite = Write & { readonly table: Table };

const prefix = 'TRUST-RULE#';
export const trustRuleKey = (orgId: string, id: string) => ({ pk: `ORG#${orgId}`, sk: prefix + id });
/** The same again by its id alone: at the token endpoint no organization is known yet. */
const lookupKey = (id: string) => ({ pk: `${prefix}${id}`, sk: 'TRUST-RULE' });

/** Each write takes `alongside` into its transaction; false when there is no such rule. */
export interface TrustRuleStore {
  create(orgId: string, rule: TrustRule, alongside: readonly TableWrite[]): Promise<void>;
  get(orgId: string, id: string): Promise<TrustRule | undefined>;
  list(orgId: string, page: { limit: number; cursor?: string }): Promise<Page<TrustRule>>;
  update(orgId: string, id: string, change: Partial<TrustRule>, alongside: readonly TableWrite[]): Promise<boolean>;
  delete(orgId: string, id: string, alongside: readonly TableWrite[]): Promise<boolean>;
  /** The only read that starts from the id instead of an organization. */
  find(id: string): Promise<StoredTrustRule | undefined>;
  /** What of these projects the organization has, and what decides who may use them. */
  projects(orgId: string, projectIds: readonly string[]): Promise<ProjectAccess[]>;
  /** That a program was given a token, which is stored nowhere else. */
  note(record: TableWrite): Promise<void>;
}

export function createTrustRuleStore(client: DynamoDBClient, table: Table): TrustRuleStore {
  const condition = { when: 'attribute_exists(pk)' };
  const keys = (orgId: string, id: string) => [trustRuleKey(orgId, id), lookupKey(id)];
  return {
    create: (orgId, rule, alongside) =>
      transact(client, [
        ...keys(orgId, rule.id).map((key) => ({ table, put: { ...key, ...rule, orgId } })),
        ...alongside,
      ]),
    get: (orgId, id) => table.get(TrustRule, trustRuleKey(orgId, id)),
    list: (orgId, page) => readPage(table, TrustRule, { pk: `ORG#${orgId}`, prefix, isDescending: true, ...page }),
    update: (orgId, id, change, alongside) =>
      tryTransact(client, [
        ...keys(orgId, id).map((update) => ({ table, update, change: { set: change }, condition })),
        ...alongside,
      ]),
    delete: (orgId, id, alongside) =>
      tryTransact(client, [...keys(orgId, id).map((key) => ({ table, delete: key, condition })), ...alongside]),
    find: (id) => table.get(StoredTrustRule, lookupKey(id)),
    projects: (orgId, projectIds) =>
      table.getMany(
        Project,
        projectIds.map((id) => projectKey(orgId, id)),
      ),
    note: (record) => transact(client, [record]),
  };
}
