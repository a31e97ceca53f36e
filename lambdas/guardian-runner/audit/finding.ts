import { type Issue, type Severity, type Suite, severities, suites } from '../report/issue.ts';
import { fingerprint } from './fingerprint.ts';

/** What a suite says about a page; `toIssue` gives it its identity. */
export interface Finding {
  readonly suite: Suite;
  readonly ruleId: string;
  readonly severity: Severity;
  readonly title: string;
  readonly message: string;
  /** Tells findings of one rule apart where a page can have several: part of the fingerprint, never shown. */
  readonly subject?: string;
  readonly helpUrl?: string;
  readonly places?: readonly Place[];
  /** All places, when `places` holds only the first. */
  readonly nodes?: number;
  readonly suggestion?: string;
  readonly canBeHandedToAutopilot?: boolean;
}

export interface Place {
  readonly selector: string;
  readonly snippet: string;
}

const shownPlaces = 10;
const snippetLength = 300;

export function toIssue(finding: Finding, url: string): Issue {
  const { suite, ruleId } = finding;
  const own = fingerprint({
    suite,
    ruleId,
    url,
    ...(finding.subject === undefined ? {} : { subject: finding.subject }),
  });
  const occurrences = (finding.places ?? []).slice(0, shownPlaces).map((place) => ({
    fingerprint: fingerprint({ suite, ruleId, url, subject: place.selector }),
    selector: place.selector,
    snippet: shorten(place.snippet),
  }));
  const [first] = occurrences;
  const nodes = finding.nodes ?? finding.places?.length;
  return {
    id: `${suite}/${ruleId}/${own.slice(0, 12)}`,
    fingerprint: own,
    suite,
    ruleId,
    severity: finding.severity,
    title: finding.title,
    message: finding.message,
    ...(finding.helpUrl === undefined ? {} : { helpUrl: finding.helpUrl }),
    ...(first === undefined ? {} : { selector: first.selector, snippet: first.snippet, occurrences }),
    ...(nodes === undefined || nodes === 0 ? {} : { nodes }),
    ...(finding.suggestion === undefined ? {} : { suggestion: finding.suggestion }),
    canBeHandedToAutopilot: finding.canBeHandedToAutopilot ?? false,
  };
}

/** Identified, without repeats, in the order of every report: severity, suite, rule, fingerprint. */
export function toIssues(findings: readonly Finding[], url: string): Issue[] {
  const unique = new Map<string, Issue>();
  for (const finding of findings) {
    const issue = toIssue(finding, url);
    if (!unique.has(issue.fingerprint)) unique.set(issue.fingerprint, issue);
  }
  return [...unique.values()].sort(byImportance);
}

function byImportance(a: Issue, b: Issue): number {
  return (
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    suites.indexOf(a.suite) - suites.indexOf(b.suite) ||
    compare(a.ruleId, b.ruleId) ||
    compare(a.fingerprint, b.fingerprint)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

export function shorten(text: string, length = snippetLength): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
