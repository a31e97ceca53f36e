import type { Analysis } from '../analysis.ts';
import type { Comparison } from '../baseline/compare.ts';
import { type Issue, severities } from '../issue.ts';

/** All that a report is made of. Nothing else goes in, so that the same input is the same report to the byte. */
export interface ReportInput {
  readonly analysis: Analysis;
  /** The name that people know it by. */
  readonly project: string;
  /** Of this same analysis, with the baseline of e.g. the main branch. */
  readonly comparison?: Comparison;
  /** The commit that was analysed. */
  readonly commit?: string;
  /** ISO 8601, in UTC. */
  readonly analysedAt?: string;
  /** An https address without credentials. */
  readonly repositoryUrl?: string;
  /** Analyses before this one, the oldest first. */
  readonly history?: readonly HistoryPoint[];
  /** Of this program. */
  readonly version?: string;
}

export interface HistoryPoint {
  /** ISO 8601, in UTC. */
  readonly analysedAt: string;
  readonly riskScore: number;
  readonly issues: number;
}

export type IssueState = 'new' | 'unchanged';
export type ReportedIssue = Issue & { readonly state?: IssueState };

/** The issues in their order, each with its state if there is a comparison. */
export function reportedIssues({
  analysis,
  comparison,
}: Pick<ReportInput, 'analysis' | 'comparison'>): ReportedIssue[] {
  if (!comparison) return analysis.issues;
  const young = new Set(comparison.new.map(({ id }) => id));
  return analysis.issues.map((issue) => ({ ...issue, state: young.has(issue.id) ? 'new' : 'unchanged' }));
}

/** As somebody with little time reads them: new ones first, then the most severe, then the surest; what is left as it was. */
export function mostUrgentFirst(issues: readonly ReportedIssue[]): ReportedIssue[] {
  const rank = ({ state, severity }: ReportedIssue) =>
    (state === 'unchanged' ? severities.length : 0) + severities.indexOf(severity);
  return issues.toSorted((a, b) => rank(a) - rank(b) || b.confidence - a.confidence);
}

/** `1 issue`, `2 issues`, `1,200 issues` */
export function countOf(count: number, noun: string): string {
  return `${withCommas(count)} ${noun}${count === 1 ? '' : 's'}`;
}

export function withCommas(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
