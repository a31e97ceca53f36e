import type { Table } from '../../../shared/dynamo.ts';
import { createRecordStore, type RecordStore, type TableWrite } from '../../../shared/task/record-store.ts';
import { type GivenFeedback, type Outcome, StoredRun } from './run.ts';

const prefix = 'RUN#';

export interface RunStore extends RecordStore<StoredRun> {
  /** Part of the transaction that also links the attestation and owes the event. */
  conclusion(orgId: string, id: string, outcome: Outcome, resultSha256: string): TableWrite;
  /** Part of the transaction that moves the trust. Fails where there is one: a run is judged once. */
  feedback(orgId: string, id: string, feedback: GivenFeedback): TableWrite;
}

export function createRunStore(table: Table): RunStore {
  const records = createRecordStore(table, { prefix, schema: StoredRun });
  return {
    ...records,
    conclusion: (orgId, id, outcome, resultSha256) => records.whileOpen(orgId, id, { set: { outcome, resultSha256 } }),
    feedback: (orgId, id, feedback) => ({
      table,
      update: { pk: `ORG#${orgId}`, sk: prefix + id },
      change: { set: { feedback } },
      condition: { when: 'attribute_exists(#outcome) AND attribute_not_exists(#feedback)' },
    }),
  };
}
