import * as z from 'zod';
import type { Analysis } from '../analysis.ts';
import { DetectorId, Issue, Severity } from '../issue.ts';
import { fingerprintsOf } from './fingerprint.ts';

const Fingerprint = z.string().regex(/^[0-9a-f]{20}$/);

/** An issue as it is remembered: neither code nor text of it. Its location fingerprint is made of what is here. */
export const BaselineIssue = z.strictObject({
  file: Issue.shape.file,
  line: Issue.shape.line,
  severity: Severity,
  detector: DetectorId,
  ruleId: Issue.shape.ruleId,
  content: Fingerprint,
  message: Fingerprint,
});
export type BaselineIssue = z.infer<typeof BaselineIssue>;

/** What an analysis found, small enough to be kept for each branch, to tell later what is new. */
export const Baseline = z.strictObject({ version: z.literal(1), issues: z.array(BaselineIssue) });
export type Baseline = z.infer<typeof Baseline>;

/**
 * What is to be remembered of an analysis. Of the comparison with the baseline before it, `unknown` may be carried over: what
 * a detector that failed this time could not see is then not new to the next analysis.
 */
export function baselineOf(analysis: Pick<Analysis, 'issues'>, unknown: readonly BaselineIssue[] = []): Baseline {
  const remembered = analysis.issues.map((issue): BaselineIssue => {
    const { file, line, severity, detector, ruleId } = issue;
    const { content, message } = fingerprintsOf(issue);
    return { file, line, severity, detector, ruleId, content, message };
  });
  const carried = unknown.map((issue) => BaselineIssue.strip().parse(issue));
  return { version: 1, issues: [...remembered, ...carried] };
}
