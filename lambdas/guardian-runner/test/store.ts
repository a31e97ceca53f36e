import type { Table } from '../../../shared/dynamo.ts';
import {
  createRecordStore,
  type RecordStore,
  setOrRemove,
  type TableWrite,
} from '../../../shared/task/record-store.ts';
import { type Outcome, StoredTest } from './test.ts';

const prefix = 'TEST#';

export interface TestStore extends RecordStore<StoredTest> {
  /** Part of the transaction that gives a waiting, debounced task another input. */
  replacement(orgId: string, test: StoredTest): TableWrite;
  /** Up to a hundred, in any order; those that do not exist are missing. */
  getMany(orgId: string, ids: readonly string[]): Promise<StoredTest[]>;
  /** Part of the transaction that also owes the events of the outcome. Fails where there is an outcome: the first one stands. */
  conclusion(orgId: string, id: string, outcome: Outcome, reportSha256: string): TableWrite;
}

export function createTestStore(table: Table): TestStore {
  const records = createRecordStore(table, { prefix, schema: StoredTest });
  return {
    ...records,
    replacement: (orgId, { id, url, suites, device, thresholds }) =>
      records.whileOpen(orgId, id, setOrRemove({ url, suites, device, thresholds })),
    getMany: (orgId, ids) =>
      table.getMany(
        StoredTest,
        ids.map((id) => ({ pk: `ORG#${orgId}`, sk: prefix + id })),
      ),
    conclusion: (orgId, id, outcome, reportSha256) => records.whileOpen(orgId, id, { set: { outcome, reportSha256 } }),
  };
}
