import { fingerprintsOf } from '../baseline/fingerprint.ts';
import type { DetectorId, Issue } from '../issue.ts';
import { type ReportedIssue, type ReportInput, reportedIssues } from './input.ts';
import { levelOf, ruleIdOf, rulesOf } from './sarif-rules.ts';
import { artifactsOf, notificationsOf, sarifText, sourceRoot, uriOf } from './sarif-run.ts';

/**
 * A SARIF 2.1.0 log (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html) for code scanning and editors. Resolved
 * issues are not in it: no text is kept of them, and readers that know no baseline would take them for open ones.
 */
export function renderSarif(input: ReportInput): string {
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [runOf(input)],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

interface SarifResult {
  readonly issue: ReportedIssue;
  readonly suppressions?: readonly object[];
}

function runOf(input: ReportInput) {
  const { analysis, project, analysedAt, version } = input;
  const all = resultsOf(input);
  const issues = all.map(({ issue }) => issue);
  const rules = rulesOf(issues);
  const artifacts = artifactsOf(analysis, issues);
  return {
    tool: { driver: { name: 'ODAVL Insight', ...(version !== undefined && { version }), rules } },
    automationDetails: { id: `insight/${project}/` },
    originalUriBaseIds: { [sourceRoot]: { description: { text: 'The root of the repository.' } } },
    ...provenanceOf(input),
    // The analysis came to its end; what it could not look at is told by the notifications.
    invocations: [
      {
        executionSuccessful: true,
        ...(analysedAt !== undefined && { endTimeUtc: analysedAt }),
        toolExecutionNotifications: notificationsOf(analysis),
      },
    ],
    artifacts,
    results: sarifResults(all, {
      rules: new Map(rules.map(({ id }, index) => [id, index])),
      artifacts: new Map(artifacts.map(({ location }, index) => [location.uri, index])),
    }),
    columnKind: 'utf16CodeUnits',
    properties: { riskScore: analysis.riskScore, suppressed: analysis.suppressed },
  };
}

interface Indexes {
  readonly rules: ReadonlyMap<string, number>;
  readonly artifacts: ReadonlyMap<string, number>;
}

function sarifResults(all: readonly SarifResult[], { rules, artifacts }: Indexes) {
  const fingerprints = fingerprinter();
  return all.map(({ issue, suppressions }) => ({
    ruleId: ruleIdOf(issue),
    ruleIndex: rules.get(ruleIdOf(issue)),
    kind: 'fail',
    level: levelOf(issue.severity),
    message: { text: sarifText(issue.suggestion ? `${issue.message} ${issue.suggestion}` : issue.message) },
    locations: [locationOf(issue, artifacts.get(uriOf(issue.file)))],
    partialFingerprints: fingerprints(issue),
    ...(issue.state && { baselineState: issue.state }),
    ...(suppressions && { suppressions }),
    properties: propertiesOf(issue),
  }));
}

/** Section 3.27.23: either all results of a run have suppressions, or none has. */
function resultsOf(input: ReportInput): SarifResult[] {
  const { suppressions } = input.analysis;
  const open = reportedIssues(input);
  if (!suppressions) return open.map((issue) => ({ issue }));
  const hidden = suppressions.map(({ issue, reason }) => ({
    issue,
    suppressions: [{ kind: 'inSource', ...(reason && { justification: reason }) }],
  }));
  return [...open.map((issue) => ({ issue, suppressions: [] })), ...hidden];
}

function provenanceOf({ repositoryUrl, commit }: ReportInput) {
  const repositoryUri = URL.parse(repositoryUrl ?? '')?.href;
  if (repositoryUri === undefined) return {};
  const mappedTo = { uriBaseId: sourceRoot };
  return { versionControlProvenance: [{ repositoryUri, ...(commit && { revisionId: commit }), mappedTo }] };
}

function locationOf({ file, line, endLine, column, codeSnippet }: Issue, index: number | undefined) {
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(file), uriBaseId: sourceRoot, index },
      region: {
        startLine: line,
        ...(column !== undefined && { startColumn: column }),
        ...(endLine !== undefined && endLine > line && { endLine }),
        ...(codeSnippet && { snippet: { text: codeSnippet } }),
      },
    },
  };
}

/** The last is what GitHub tells alerts apart by: the same code for the same rule in the same file is counted through. */
function fingerprinter() {
  const seen = new Map<string, number>();
  return (issue: Issue) => {
    const { content, location, message } = fingerprintsOf(issue);
    const key = JSON.stringify([issue.file, content]);
    const nth = (seen.get(key) ?? 0) + 1;
    seen.set(key, nth);
    return {
      ...{ 'odavlContent/v1': content, 'odavlLocation/v1': location, 'odavlMessage/v1': message },
      primaryLocationLineHash: `${content}:${nth}`,
    };
  };
}

function propertiesOf(issue: Issue): { readonly detector: DetectorId } & Readonly<Record<string, unknown>> {
  const { detector, category, severity, confidence, canBeHandedToAutopilot, id } = issue;
  return { detector, category, severity, confidence, canBeHandedToAutopilot, issueId: id };
}
