import { type Issue, type Severity, severities } from './issue.ts';
import type { GuardianReport } from './report.ts';

/** SARIF has three levels for five severities: https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html#_Toc34317648 */
const levels = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
} as const satisfies Record<Severity, string>;

/** How GitHub code scanning ranks security rules: https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning#reportingdescriptor-object */
const securitySeverity: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '3.0',
  info: '0.0',
};

export interface SarifLog {
  readonly $schema: string;
  readonly version: '2.1.0';
  readonly runs: readonly [SarifRun];
}

type SarifRun = ReturnType<typeof run>;

/** The findings as a SARIF 2.1.0 log, for code scanning and editors. Needs-review items are results that await a person. */
export function renderSarif(report: GuardianReport): SarifLog {
  return { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run(report)] };
}

function run(report: GuardianReport) {
  const all = [...report.issues, ...report.needsReview];
  const rules = uniqueRules(all);
  const ruleIds = rules.map(ruleIdOf);
  const uri = report.finalUrl ?? report.url;
  return {
    tool: {
      driver: {
        name: 'ODAVL Guardian',
        rules: rules.map(ruleOf),
      },
    },
    automationDetails: { id: `guardian/${URL.parse(uri)?.host ?? 'page'}/${report.device}/` },
    invocations: [
      {
        executionSuccessful: report.status === 'passed' || report.status === 'failed',
        startTimeUtc: report.timestamp,
        endTimeUtc: new Date(Date.parse(report.timestamp) + report.durationMs).toISOString(),
        ...(report.failure ? { toolExecutionNotifications: [failureNotification(report.failure)] } : {}),
      },
    ],
    results: [
      ...report.issues.map((issue) => resultOf(issue, ruleIds, uri, 'fail')),
      ...report.needsReview.map((issue) => resultOf(issue, ruleIds, uri, 'review')),
    ],
    columnKind: 'utf16CodeUnits' as const,
  };
}

function failureNotification(failure: { readonly code: string; readonly detail: string }) {
  return { level: 'error', descriptor: { id: failure.code }, message: { text: failure.detail } };
}

function uniqueRules(issues: readonly Issue[]): Issue[] {
  const byId = new Map<string, Issue>();
  for (const issue of issues) {
    const known = byId.get(ruleIdOf(issue));
    if (!known || severities.indexOf(issue.severity) < severities.indexOf(known.severity))
      byId.set(ruleIdOf(issue), issue);
  }
  return [...byId.values()].sort((a, b) => (ruleIdOf(a) < ruleIdOf(b) ? -1 : 1));
}

function ruleIdOf(issue: Issue): string {
  return `${issue.suite}/${issue.ruleId}`;
}

function ruleOf(issue: Issue) {
  return {
    id: ruleIdOf(issue),
    shortDescription: { text: issue.title },
    ...(issue.helpUrl === undefined ? {} : { helpUri: issue.helpUrl }),
    defaultConfiguration: { level: levels[issue.severity] },
    properties: {
      tags: [issue.suite],
      ...(issue.suite === 'security' ? { 'security-severity': securitySeverity[issue.severity] } : {}),
    },
  };
}

function resultOf(issue: Issue, ruleIds: readonly string[], uri: string, kind: 'fail' | 'review') {
  const snippet = issue.snippet === undefined ? {} : { region: { startLine: 1, snippet: { text: issue.snippet } } };
  const element = issue.selector === undefined ? {} : { logicalLocations: [{ name: issue.selector, kind: 'element' }] };
  return {
    ruleId: ruleIdOf(issue),
    ruleIndex: ruleIds.indexOf(ruleIdOf(issue)),
    kind,
    // Section 3.27.10: a result that is not a failure has the level "none".
    level: kind === 'fail' ? levels[issue.severity] : ('none' as const),
    message: { text: issue.suggestion === undefined ? issue.message : `${issue.message} ${issue.suggestion}` },
    locations: [{ physicalLocation: { artifactLocation: { uri }, ...snippet }, ...element }],
    partialFingerprints: { 'guardianFingerprint/v1': issue.fingerprint },
    properties: { severity: issue.severity, canBeHandedToAutopilot: issue.canBeHandedToAutopilot },
  };
}
