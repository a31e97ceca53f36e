import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Table } from '../../../../shared/dynamo.ts';
import { transact, type Write } from '../../../../shared/dynamo-transaction.ts';
import { AuthorizationCode, usedCodeMs } from './code.ts';

type TableWrite = Write & { readonly table: Table };

const key = (hash: string) => ({ pk: `OAUTH-CODE#${hash}`, sk: 'CODE' });

export interface CodeStore {
  create(hash: string, code: AuthorizationCode, alongside: readonly TableWrite[]): Promise<void>;
  /** Used and expired ones, too. */
  find(hash: string): Promise<AuthorizationCode | undefined>;
  /** As part of the transaction that begins this session: uses the code up, and fails the transaction when it is used already. */
  use(hash: string, sessionId: string): TableWrite;
}

export function createCodeStore(client: DynamoDBClient, table: Table): CodeStore {
  const ttl = (code: AuthorizationCode) => Math.ceil((code.expiresAt + usedCodeMs) / 1_000);
  return {
    create: (hash, code, alongside) =>
      transact(client, [{ table, put: { ...key(hash), ...code, ttl: ttl(code) } }, ...alongside]),
    find: (hash) => table.get(AuthorizationCode, key(hash)),
    use: (hash, sessionId) => ({
      table,
      update: key(hash),
      change: { set: { sessionId } },
      condition: { when: 'attribute_exists(pk) AND attribute_not_exists(#sessionId)' },
    }),
  };
}
