import * as z from 'zod';
import { Analysis } from '../../../engines/insight/analysis.ts';
import { BaselineIssue } from '../../../engines/insight/baseline/baseline.ts';
import type { Comparison } from '../../../engines/insight/baseline/compare.ts';
import { Issue } from '../../../engines/insight/issue.ts';
import type { ReportInput } from '../../../engines/insight/report/input.ts';

export const IssueState = z.enum(['new', 'unchanged']);

export const ReportedIssue = Issue.extend({
  state: IssueState.optional().describe('Against the baseline; missing without one.'),
}).meta({ id: 'InsightIssue' });
export type ReportedIssue = z.infer<typeof ReportedIssue>;

const StoredComparison = z.object({
  baselineId: z.string(),
  newIssueIds: z.array(z.string()),
  resolved: z.array(BaselineIssue),
  /** Of detectors that failed, or of files that were not looked at. */
  unknown: z.array(BaselineIssue),
  renames: z.array(z.object({ from: z.string(), to: z.string() })),
});
export type StoredComparison = z.infer<typeof StoredComparison>;

/** What is kept of an analysis in the bucket. */
export const StoredReport = z.object({
  version: z.literal(1),
  analysis: Analysis,
  comparison: StoredComparison.optional(),
});
export type StoredReport = z.infer<typeof StoredReport>;

export function storedComparison(
  baselineId: string,
  { new: added, resolved, unknown, renames }: Comparison,
): StoredComparison {
  return {
    baselineId,
    newIssueIds: added.map(({ id }) => id),
    resolved: resolved.map((issue) => BaselineIssue.strip().parse(issue)),
    unknown: unknown.map((issue) => BaselineIssue.strip().parse(issue)),
    renames: [...renames],
  };
}

/** As it was when the analysis ran. */
export function comparisonOf({ analysis, comparison }: StoredReport): Comparison | undefined {
  if (!comparison) return undefined;
  const { newIssueIds, resolved, unknown, renames } = comparison;
  const added = new Set(newIssueIds);
  return {
    new: analysis.issues.filter(({ id }) => added.has(id)).map((issue) => ({ ...issue, state: 'new' })),
    unchanged: analysis.issues.filter(({ id }) => !added.has(id)).map((issue) => ({ ...issue, state: 'unchanged' })),
    resolved: resolved.map((issue) => ({ ...issue, state: 'resolved' })),
    unknown: unknown.map((issue) => ({ ...issue, state: 'unknown' })),
    renames,
  };
}

/** What the renderers of the engine take. */
export function reportInput(report: StoredReport): Pick<ReportInput, 'analysis' | 'comparison'> {
  const comparison = comparisonOf(report);
  return { analysis: report.analysis, ...(comparison && { comparison }) };
}
