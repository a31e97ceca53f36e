import * as z from 'zod';
import type { Table } from '../../../shared/dynamo.ts';
import { createRecordStore, type RecordStore, type TableWrite } from '../../../shared/task/record-store.ts';
import { type Outcome, StoredAnalysis } from './analysis.ts';

const lastKey = (orgId: string, projectId: string) => ({ pk: `ORG#${orgId}`, sk: `LAST#${projectId}` });
const Last = z.object({ analysisId: z.string() });

export interface AnalysisStore extends RecordStore<StoredAnalysis> {
  /** Of the analysis of this project that ended last. */
  lastOf(orgId: string, projectId: string): Promise<string | undefined>;
  /** Part of the transaction that also owes the event. */
  conclusion(orgId: string, analysis: StoredAnalysis, outcome: Outcome, reportSha256: string): TableWrite[];
}

export function createAnalysisStore(table: Table): AnalysisStore {
  const records = createRecordStore(table, { prefix: 'ANALYSIS#', schema: StoredAnalysis });
  return {
    ...records,
    lastOf: async (orgId, projectId) => (await table.get(Last, lastKey(orgId, projectId)))?.analysisId,
    conclusion: (orgId, { id, projectId }, outcome, reportSha256) => [
      records.whileOpen(orgId, id, { set: { outcome, reportSha256 } }),
      { table, put: { ...lastKey(orgId, projectId), projectId, analysisId: id } },
    ],
  };
}
