import type { Table } from '../../../shared/dynamo.ts';
import {
  createRecordStore,
  type RecordStore,
  setOrRemove,
  type TableWrite,
} from '../../../shared/task/record-store.ts';
import { StoredBatch, type TestOfBatch } from './batch.ts';

const prefix = 'BATCH#';
const key = (orgId: string, id: string) => ({ pk: `ORG#${orgId}`, sk: prefix + id });
const exists = { when: 'attribute_exists(pk)' } as const;

export interface BatchStore extends RecordStore<StoredBatch> {
  /** Part of the transaction that gives a waiting, debounced task another input. */
  replacement(orgId: string, batch: StoredBatch): TableWrite;
  /** What its tests came to; repeating it is harmless, and a batch that is retried may come to more. */
  conclude(orgId: string, id: string, tests: readonly TestOfBatch[]): Promise<void>;
}

export function createBatchStore(table: Table): BatchStore {
  return {
    ...createRecordStore(table, { prefix, schema: StoredBatch }),
    replacement: (orgId, { id, urls, suites, device, thresholds }) => ({
      ...{ table, update: key(orgId, id), condition: exists },
      change: setOrRemove({ urls, suites, device, thresholds }),
    }),
    async conclude(orgId, id, tests) {
      await table.update(key(orgId, id), { set: { outcome: { tests } } }, exists);
    },
  };
}
