import { type Handlers, Reply } from '../../shared/route.ts';
import type { LinkingStorage } from '../../shared/storage/storage.ts';
import type { StoredTask } from '../../shared/task/task.ts';
import { listBatches, type ReadBatchDeps, readBatch } from './batch/read-batch.ts';
import { type SubmitBatchDeps, submitBatch } from './batch/submit-batch.ts';
import type { guardianContract } from './contract.ts';
import { readArtifact, readReport } from './test/read-report.ts';
import { listTests, readTest } from './test/read-test.ts';
import { type SubmitTestDeps, submitTest } from './test/submit-test.ts';

export type GuardianDeps = SubmitTestDeps &
  SubmitBatchDeps &
  ReadBatchDeps & { readonly objects: Pick<LinkingStorage, 'get' | 'downloadUrl'> };

/** Which verb answers which route. */
export function guardianHandlers(deps: GuardianDeps): Handlers<typeof guardianContract> {
  return {
    submitTest: async ({ ctx, body }) => accepted(await submitTest({ ctx, deps, input: body })),
    listTests: ({ ctx, query }) => listTests({ ctx, deps, input: query }),
    getTest: ({ ctx, params }) => readTest({ ctx, deps, input: params }),
    getReport: ({ ctx, params, query }) => readReport({ ctx, deps, input: { ...params, ...query } }),
    getArtifact: ({ ctx, params }) => readArtifact({ ctx, deps, input: params }),
    submitBatch: async ({ ctx, body }) => accepted(await submitBatch({ ctx, deps, input: body })),
    listBatches: ({ ctx, query }) => listBatches({ ctx, deps, input: query }),
    getBatch: ({ ctx, params }) => readBatch({ ctx, deps, input: params }),
  };
}

function accepted(task: StoredTask) {
  return new Reply({ task }, { location: `/v1/tasks/${task.id}` });
}
