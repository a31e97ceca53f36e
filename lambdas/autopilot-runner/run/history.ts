import * as z from 'zod';
import type { RunHistory } from '../../../engines/autopilot/gates/evaluate-gates.ts';
import type { Table } from '../../../shared/dynamo.ts';
import type { Update } from '../../../shared/dynamo-expression.ts';
import type { TableWrite } from '../../../shared/task/record-store.ts';

const key = (orgId: string, projectId: string) => ({ pk: `ORG#${orgId}`, sk: `HISTORY#${projectId}` });
const Item = z.object({ runs: z.int(), successes: z.int().default(0), consecutiveFailures: z.int().default(0) });

/** How the runs of a project ended, those that repaired or tried to. */
export interface HistoryStore {
  of(orgId: string, projectId: string): Promise<RunHistory>;
  /** Part of the transaction that concludes a run. */
  ended(orgId: string, projectId: string, status: 'completed' | 'rolled-back'): TableWrite;
}

export function createHistoryStore(table: Table): HistoryStore {
  return {
    of: async (orgId, projectId) =>
      (await table.get(Item, key(orgId, projectId))) ?? { runs: 0, successes: 0, consecutiveFailures: 0 },
    ended: (orgId, projectId, status) => ({ table, update: key(orgId, projectId), change: changes(projectId)[status] }),
  };
}

function changes(projectId: string): Readonly<Record<'completed' | 'rolled-back', Update>> {
  return {
    completed: { set: { projectId, consecutiveFailures: 0 }, add: { runs: 1, successes: 1 } },
    'rolled-back': { set: { projectId }, add: { runs: 1, consecutiveFailures: 1 } },
  };
}
