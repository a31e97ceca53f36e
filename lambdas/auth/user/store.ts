import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { Table } from '../../../shared/dynamo.ts';
import { failedConditions, transact, type Write } from '../../../shared/dynamo-transaction.ts';
import { StoredUser } from './user.ts';

const userKey = (id: string) => ({ pk: `USER#${id}`, sk: 'USER' });
const emailKey = (email: string) => ({ pk: `EMAIL#${email}`, sk: 'EMAIL' });

export interface UserStore {
  /** False when the address is taken; `alongside` is written in the same transaction. */
  create(user: StoredUser, alongside: readonly (Write & { table: Table })[]): Promise<boolean>;
  get(id: string): Promise<StoredUser | undefined>;
  findByEmail(email: string): Promise<StoredUser | undefined>;
  /** Marks the address verified and uses the link up, in one transaction; false when the link was used meanwhile. */
  markVerified(id: string, useLink: Write & { table: Table }): Promise<boolean>;
}

export function createUserStore(client: DynamoDBClient, table: Table): UserStore {
  const get = (id: string) => table.get(StoredUser, userKey(id));
  return {
    async create(user, alongside) {
      try {
        await transact(client, [
          { table, put: { ...emailKey(user.email), userId: user.id }, condition: { when: 'attribute_not_exists(pk)' } },
          { table, put: { ...userKey(user.id), ...user } },
          ...alongside,
        ]);
        return true;
      } catch (error) {
        if (failedConditions(error).includes(0)) return false;
        throw error;
      }
    },
    get,
    async findByEmail(email) {
      const found = await table.get(z.object({ userId: z.string() }), emailKey(email));
      return found && get(found.userId);
    },
    async markVerified(id, useLink) {
      const verified: Write = {
        update: userKey(id),
        change: { set: { isEmailVerified: true } },
        condition: { when: 'attribute_exists(pk)' },
      };
      try {
        await transact(client, [useLink, { table, ...verified }]);
        return true;
      } catch (error) {
        if (failedConditions(error).length > 0) return false;
        throw error;
      }
    },
  };
}
