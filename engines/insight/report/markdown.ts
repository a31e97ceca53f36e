import type { Severity } from '../issue.ts';
import { countOf, mostUrgentFirst, type ReportedIssue, type ReportInput, reportedIssues, withCommas } from './input.ts';
import { pageOf, type Section } from './markdown-page.ts';
import { markdownCode, markdownText } from './markdown-text.ts';

/** GitHub takes 65,536 characters; whoever posts this may want to add a line of their own. */
const longestPage = 60_000;
const longestText = 400;
const longestPath = 180;

const marks: Readonly<Record<Severity, string>> = { critical: '🔴', high: '🟠', medium: '🟡', low: '🔵', info: '⚪' };

/** The report as a comment on a pull request: what is new first, the rest folded. At most 60,000 characters. */
export function renderMarkdown(input: ReportInput): string {
  const issues = mostUrgentFirst(reportedIssues(input));
  const known = issues.filter(({ state }) => state === 'unchanged');
  const open = issues.filter(({ state }) => state !== 'unchanged');
  return pageOf(
    [
      { head: headOf(input), rows: [], end: [] },
      ...tableOf(open),
      ...folded(countOf(known.length, 'unchanged issue'), tableOf(known)),
      ...goneSections(input),
      ...blindSections(input),
    ],
    longestPage,
  );
}

function headOf({ analysis, comparison, project, commit }: ReportInput): string[] {
  const { issues, riskScore, files, detectors } = analysis;
  const counts = comparison
    ? [
        `**${countOf(comparison.new.length, 'new issue')}**`,
        `${withCommas(comparison.resolved.length)} resolved`,
        `${withCommas(comparison.unchanged.length)} unchanged`,
      ]
    : [`**${countOf(issues.length, 'issue')}**`];
  const facts = [
    counts.join(', '),
    `risk score **${riskScore}** of 100`,
    `${countOf(files.analysed, 'file')}${commit ? ` at ${markdownCode(commit.slice(0, 10), 10)}` : ''}`,
  ];
  const failed = detectors.filter(({ status }) => status === 'failed').map(({ detector }) => detector);
  const warning = `> ⚠️ ${failed.join(', ')} failed, so this is not all there is to find.`;
  return [
    `### ODAVL Insight: ${markdownText(project, longestPath)}`,
    '',
    facts.join(' · '),
    '',
    ...(failed.length > 0 ? [warning, ''] : []),
  ];
}

function tableOf(issues: readonly ReportedIssue[]): Section[] {
  if (issues.length === 0) return [];
  const head = ['| Severity | Where | What | Rule |', '| :-- | :-- | :-- | :-- |'];
  return [{ head, rows: issues.map(rowOf), end: [''] }];
}

function rowOf({
  severity,
  file,
  line,
  message,
  suggestion,
  detector,
  ruleId,
  canBeHandedToAutopilot,
}: ReportedIssue): string {
  const fix = suggestion ? `<br>→ ${markdownText(suggestion, longestText)}` : '';
  const handed = canBeHandedToAutopilot ? ' 🔧' : '';
  const where = `${markdownCode(shortPath(file), longestPath + 2)}:${line}`;
  const rule = markdownCode(`${detector}/${ruleId}`, longestPath);
  return `| ${marks[severity]} ${severity} | ${where} | ${markdownText(message, longestText)}${fix}${handed} | ${rule} |`;
}

/** The end says more than the beginning. */
const shortPath = (path: string) => (path.length > longestPath ? `…${path.slice(-longestPath).toWellFormed()}` : path);

function folded(summary: string, sections: readonly Section[]): Section[] {
  return sections.map(({ head, rows, end }) => ({
    head: ['<details>', `<summary>${summary}</summary>`, '', ...head],
    rows,
    end: [...end, '</details>', ''],
  }));
}

/** Paths and rules are all that is remembered of these. */
function goneSections({ comparison }: ReportInput): Section[] {
  if (!comparison) return [];
  const listed = (found: readonly { file: string; line: number; detector: string; ruleId: string }[]): Section[] => {
    const rows = found.map(
      ({ file, line, detector, ruleId }) =>
        `- ${markdownCode(shortPath(file), longestPath + 2)}:${line} ${markdownCode(`${detector}/${ruleId}`, longestPath)}`,
    );
    return rows.length === 0 ? [] : [{ head: [], rows, end: [''] }];
  };
  const { resolved, unknown } = comparison;
  return [
    ...folded(countOf(resolved.length, 'resolved issue'), listed(resolved)),
    ...folded(`${countOf(unknown.length, 'earlier issue')} that could not be looked for`, listed(unknown)),
  ];
}

function blindSections({ analysis }: ReportInput): Section[] {
  const failures = analysis.detectors.flatMap(({ detector, failures: each }) =>
    each.map(({ file, reason }) => {
      const where = file === undefined ? '' : ` at ${markdownCode(shortPath(file), longestPath + 2)}`;
      return `- **${detector}** failed${where}: ${markdownText(reason, longestText)}`;
    }),
  );
  const skipped = analysis.skipped.map(
    ({ path, reason }) => `- ${markdownCode(shortPath(path), longestPath + 2)}: ${markdownText(reason, longestText)}`,
  );
  const rows = [...failures, ...skipped];
  if (rows.length === 0) return [];
  return folded(`Not looked at: ${countOf(failures.length, 'failure')}, ${countOf(skipped.length, 'skipped file')}`, [
    { head: [], rows, end: [''] },
  ]);
}
