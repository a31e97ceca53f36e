import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Table } from '../../../shared/dynamo.ts';
import { failedConditions, transact } from '../../../shared/dynamo-transaction.ts';
import { type Page, readPage } from '../../../shared/page.ts';
import { ApiKey, Credential } from './api-key.ts';

const prefix = 'KEY#';
const key = (orgId: string, id: string) => ({ pk: `ORG#${orgId}`, sk: prefix + id });
const credentialKey = (hash: string) => ({ pk: `CREDENTIAL#${hash}`, sk: 'CREDENTIAL' });

export interface ApiKeyStore {
  create(orgId: string, apiKey: ApiKey, hash: string, credential: Credential): Promise<void>;
  get(orgId: string, id: string): Promise<ApiKey | undefined>;
  list(orgId: string, page: { limit: number; cursor?: string }): Promise<Page<ApiKey>>;
  /** False when there is no such key, or it is revoked already. */
  revoke(orgId: string, id: string, revokedAt: string): Promise<boolean>;
  /** The only read that starts from a secret instead of an organization. */
  findCredential(hash: string): Promise<Credential | undefined>;
}

export function createApiKeyStore(client: DynamoDBClient, table: Table): ApiKeyStore {
  return {
    create: (orgId, apiKey, hash, credential) =>
      transact(client, [
        { table, put: { ...key(orgId, apiKey.id), ...apiKey, hash } },
        { table, put: { ...credentialKey(hash), ...credential }, condition: { when: 'attribute_not_exists(pk)' } },
      ]),
    get: (orgId, id) => table.get(ApiKey, key(orgId, id)),
    list: (orgId, page) => readPage(table, ApiKey, { pk: `ORG#${orgId}`, prefix, isDescending: true, ...page }),
    async revoke(orgId, id, revokedAt) {
      const stored = await table.get(ApiKey.extend({ hash: ApiKey.shape.hint }), key(orgId, id));
      if (!stored) return false;
      try {
        await transact(client, [
          {
            table,
            update: key(orgId, id),
            change: { set: { revokedAt } },
            condition: { when: 'attribute_not_exists(#revokedAt)' },
          },
          { table, delete: credentialKey(stored.hash) },
        ]);
        return true;
      } catch (error) {
        if (failedConditions(error).length > 0) return false;
        throw error;
      }
    },
    findCredential: (hash) => table.get(Credential, credentialKey(hash)),
  };
}
