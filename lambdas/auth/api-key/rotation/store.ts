import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { isConditionFailed, type Table } from '../../../../shared/dynamo.ts';
import type { Update } from '../../../../shared/dynamo-expression.ts';
import { failedConditions, transact, type Write } from '../../../../shared/dynamo-transaction.ts';
import { StoredKey } from '../api-key.ts';
import { retired } from '../credential/store.ts';
import type { StoredRotation } from './rotation.ts';

type Part = Write & { readonly table: Table };

export const keyPrefix = 'KEY#';
export const keyOf = (orgId: string, id: string) => ({ pk: `ORG#${orgId}`, sk: keyPrefix + id });
/** Running rotations, by when somebody has to look at them next. */
export const dueRotation = (id: string, dueAt: string) => ({ gsi1pk: 'ROTATION', gsi1sk: `${dueAt}#${id}` });

/** A change of a key that fails when it is revoked, or another one than was read. */
export function ifUnchanged(table: Table, { orgId, id, version }: StoredKey, change: Update): Part {
  return {
    table,
    update: keyOf(orgId, id),
    change: { ...change, add: { version: 1 } },
    condition: {
      when: '#version = :version AND attribute_not_exists(#revokedAt)',
      values: { ':version': version },
    },
  };
}

const place = StoredKey.shape.hash;
const DueRotation = StoredKey.extend({ pk: place, sk: place, gsi1pk: place, gsi1sk: place });
export type DueRotation = StoredKey & Readonly<Record<'pk' | 'sk' | 'gsi1pk' | 'gsi1sk', string>>;

export interface RotationStore {
  /** Running rotations that are due, oldest first. */
  dueRotations(now: number, limit: number, after?: Record<string, string>): Promise<DueRotation[]>;
  postponeRotation(before: StoredKey, dueAt: string): Promise<void>;
  /** Retires the old secret; false when the key is another one than was read. */
  endRotation(
    before: StoredKey,
    closed: StoredRotation & { closedAt: string },
    alongside: readonly Part[],
  ): Promise<boolean>;
}

export function createRotationStore(client: DynamoDBClient, table: Table): RotationStore {
  return {
    dueRotations: (now, limit, after) =>
      table.query(DueRotation, {
        index: 'gsi1',
        pk: 'ROTATION',
        skBefore: `${new Date(now).toISOString()}~`,
        limit,
        ...(after && { after }),
      }),
    async postponeRotation({ orgId, id, version }, dueAt) {
      try {
        await table.update(
          keyOf(orgId, id),
          { set: dueRotation(id, dueAt) },
          { when: '#version = :version AND attribute_exists(#gsi1pk)', values: { ':version': version } },
        );
      } catch (error) {
        if (!isConditionFailed(error)) throw error;
      }
    },
    async endRotation(before, closed, alongside) {
      const change = { set: { rotation: closed }, remove: ['gsi1pk', 'gsi1sk'] };
      const retire = { table, put: retired(closed.oldHash, closed.closedAt) };
      try {
        await transact(client, [ifUnchanged(table, before, change), retire, ...alongside]);
        return true;
      } catch (error) {
        if (failedConditions(error).includes(0)) return false;
        throw error;
      }
    },
  };
}
