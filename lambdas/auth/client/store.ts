import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Table } from '../../../shared/dynamo.ts';
import { transact, tryTransact, type Write } from '../../../shared/dynamo-transaction.ts';
import { type Page, readPage } from '../../../shared/page.ts';
import { OAuthClient } from './client.ts';

type TableWrite = Write & { readonly table: Table };

const prefix = 'CLIENT#';
export const clientKey = (orgId: string, id: string) => ({ pk: `ORG#${orgId}`, sk: prefix + id });
/** The same again by its id alone: at the token endpoint no organization is known yet. */
export const lookupKey = (id: string) => ({ pk: `CLIENT#${id}`, sk: 'CLIENT' });

type Change = Partial<Pick<OAuthClient, 'name' | 'redirectUris' | 'scopes' | 'requiresDpop' | 'secretHash'>>;

/** Each write takes `alongside` into its transaction; false when there is no such client. */
export interface ClientStore {
  create(orgId: string, client: OAuthClient, alongside: readonly TableWrite[]): Promise<void>;
  get(orgId: string, id: string): Promise<OAuthClient | undefined>;
  list(orgId: string, page: { limit: number; cursor?: string }): Promise<Page<OAuthClient>>;
  update(orgId: string, id: string, change: Change, alongside: readonly TableWrite[]): Promise<boolean>;
  delete(orgId: string, id: string, alongside: readonly TableWrite[]): Promise<boolean>;
  /** The only read that starts from the id instead of an organization. */
  find(id: string): Promise<OAuthClient | undefined>;
}

export function createClientStore(client: DynamoDBClient, table: Table): ClientStore {
  const condition = { when: 'attribute_exists(pk)' };
  const keys = (orgId: string, id: string) => [clientKey(orgId, id), lookupKey(id)];
  return {
    create: (orgId, made, alongside) =>
      transact(client, [...keys(orgId, made.id).map((each) => ({ table, put: { ...each, ...made } })), ...alongside]),
    get: (orgId, id) => table.get(OAuthClient, clientKey(orgId, id)),
    list: (orgId, page) => readPage(table, OAuthClient, { pk: `ORG#${orgId}`, prefix, isDescending: true, ...page }),
    update: (orgId, id, change, alongside) =>
      tryTransact(client, [
        ...keys(orgId, id).map((update) => ({ table, update, change: { set: change }, condition })),
        ...alongside,
      ]),
    delete: (orgId, id, alongside) =>
      tryTransact(client, [...keys(orgId, id).map((each) => ({ table, delete: each, condition })), ...alongside]),
    find: (id) => table.get(OAuthClient, lookupKey(id)),
  };
}
