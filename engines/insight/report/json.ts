import * as z from 'zod';
import { Analysis } from '../analysis.ts';
import { BaselineIssue } from '../baseline/baseline.ts';
import { fingerprintsOf } from '../baseline/fingerprint.ts';
import { Issue } from '../issue.ts';
import { type ReportInput, reportedIssues } from './input.ts';

const Fingerprint = z.string();
const Count = z.int().min(0);

const JsonIssue = z.object({
  ...Issue.shape,
  state: z.enum(['new', 'unchanged']).optional().describe('Only in a report with a comparison.'),
  fingerprints: z
    .object({ content: Fingerprint, location: Fingerprint, message: Fingerprint })
    .describe('What it is recognised by in another state of the tree.'),
});

const JsonComparison = z.object({
  counts: z.object({ new: Count, unchanged: Count, resolved: Count, unknown: Count }),
  resolved: z.array(BaselineIssue.strip()),
  unknown: z.array(BaselineIssue.strip()).describe('Of detectors that failed, and of files that were not looked at.'),
  renames: z.array(z.object({ from: z.string(), to: z.string() })),
});

/**
 * The report for programs. Within one major version of the schema, members are added and none is taken away or changes its
 * meaning; readers ignore what they do not know.
 */
export const JsonReport = z.object({
  schemaVersion: z.literal('1.0'),
  tool: z.object({ name: z.literal('ODAVL Insight'), version: z.string().optional() }),
  project: z.string(),
  repositoryUrl: z.string().optional(),
  commit: z.string().optional(),
  analysedAt: z.string().optional(),
  summary: z.object({
    issues: Count,
    counts: Analysis.shape.counts,
    riskScore: Analysis.shape.riskScore,
    files: Analysis.shape.files,
    suppressed: Analysis.shape.suppressed,
  }),
  issues: z.array(JsonIssue).describe('In the order of file, line, column, detector, rule and message.'),
  comparison: JsonComparison.optional(),
  detectors: Analysis.shape.detectors,
  skipped: Analysis.shape.skipped,
  suppressions: Analysis.shape.suppressions,
});
export type JsonReport = z.infer<typeof JsonReport>;

/** Indented by two spaces, with a line break at its end, so that two reports can be compared line by line. */
export function renderJson(input: ReportInput): string {
  const { analysis, comparison, project, repositoryUrl, commit, analysedAt, version } = input;
  const { counts, riskScore, files, suppressed, detectors, skipped, suppressions } = analysis;
  const issues = reportedIssues(input).map((issue) => ({ ...issue, fingerprints: fingerprintsOf(issue) }));
  const report: JsonReport = {
    schemaVersion: '1.0',
    tool: { name: 'ODAVL Insight', ...(version !== undefined && { version }) },
    ...{ project, repositoryUrl, commit, analysedAt },
    summary: { issues: issues.length, counts, riskScore, files, suppressed },
    issues,
    ...(comparison && { comparison: comparisonOf(comparison) }),
    ...{ detectors, skipped, suppressions },
  };
  // Through its schema, so that members have one order, whatever the order in which they were given.
  return `${JSON.stringify(JsonReport.parse(report), undefined, 2)}\n`;
}

function comparisonOf(comparison: NonNullable<ReportInput['comparison']>): z.infer<typeof JsonComparison> {
  const { resolved, unknown, renames } = comparison;
  const counts = {
    new: comparison.new.length,
    unchanged: comparison.unchanged.length,
    ...{ resolved: resolved.length, unknown: unknown.length },
  };
  return { counts, resolved: [...resolved], unknown: [...unknown], renames: [...renames] };
}
