import { type Handlers, Reply } from '../../shared/route.ts';
import { listAnalyses, type ReadAnalysisDeps, readAnalysis } from './analysis/read-analysis.ts';
import { listIssues, type ReadReportDeps } from './analysis/read-issues.ts';
import { readReport } from './analysis/read-report.ts';
import { type SubmitAnalysisDeps, submitAnalysis } from './analysis/submit-analysis.ts';
import type { insightContract } from './contract.ts';
import { listSnapshots, readTrend } from './snapshot/read-snapshots.ts';
import { type SnapshotDeps, submitSnapshot } from './snapshot/submit-snapshot.ts';

export type InsightDeps = SubmitAnalysisDeps & ReadAnalysisDeps & ReadReportDeps & SnapshotDeps;

/** Which verb answers which route. */
export function insightHandlers(deps: InsightDeps): Handlers<typeof insightContract> {
  return {
    submitAnalysis: async ({ ctx, body }) => {
      const task = await submitAnalysis({ ctx, deps, input: body });
      return new Reply({ task }, { location: `/v1/tasks/${task.id}` });
    },
    listAnalyses: ({ ctx, query }) => listAnalyses({ ctx, deps, input: query }),
    getAnalysis: ({ ctx, params }) => readAnalysis({ ctx, deps, input: params }),
    listIssues: ({ ctx, params, query }) => listIssues({ ctx, deps, input: { ...params, ...query } }),
    getAnalysisReport: ({ ctx, params, query }) => readReport({ ctx, deps, input: { ...params, ...query } }),
    submitSnapshot: ({ ctx, body }) => submitSnapshot({ ctx, deps, input: body }),
    listSnapshots: ({ ctx, query }) => listSnapshots({ ctx, deps, input: query }),
    getTrend: ({ ctx, params }) => readTrend({ ctx, deps, input: params }),
  };
}
