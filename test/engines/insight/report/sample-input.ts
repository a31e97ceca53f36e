import { baselineOf } from '../../../../engines/insight/baseline/baseline.ts';
import { compareWithBaseline } from '../../../../engines/insight/baseline/compare.ts';
import { type Draft, severities } from '../../../../engines/insight/issue.ts';
import type { ReportInput } from '../../../../engines/insight/report/input.ts';
import { analysisOf, withFailure } from '../sample-analysis.ts';

/** Everything that a repository can put into a report, meant badly. */
export const hostile = `"onmouseover="alert(1)'></script></style><script>alert(2)</script><img src=x onerror=alert(3)>\u202e\u0000`;

const found: readonly Partial<Draft>[] = [
  {
    ...{ file: 'src/orders/create-order.ts', line: 42, column: 7, severity: 'critical', ruleId: 'sql-injection' },
    ...{
      message: '`orderId` from the request becomes part of the SQL text.',
      codeSnippet: 'db.query(`select * from orders where id = `.concat(orderId))',
    },
    ...{ suggestion: 'Pass it as a parameter: `db.query(text, [orderId])`.', confidence: 96 },
  },
  {
    ...{
      file: 'src/orders/totals.ts',
      line: 8,
      endLine: 131,
      severity: 'high',
      detector: 'complexity',
      category: 'complexity',
    },
    ...{ ruleId: 'cognitive-complexity', message: '`totalsOf` has a cognitive complexity of 34.', confidence: 100 },
    codeSnippet:
      'export function totalsOf(order: Order): Totals {\n  let sum = 0;\n  for (const line of order.lines) {',
  },
  {
    ...{
      file: 'src/orders/totals.ts',
      line: 77,
      column: 3,
      severity: 'medium',
      detector: 'performance',
      category: 'algorithm',
    },
    ...{
      ruleId: 'spread-in-reduce',
      message: 'The spread copies `all` for each element.',
    },
    codeSnippet: 'return lines.reduce((all, line) => [...all, line.total], []);',
  },
  {
    ...{
      file: 'package.json',
      line: 12,
      severity: 'low',
      detector: 'package',
      category: 'dependency',
      codeSnippet: '"left-pad": "^1.3.0",',
    },
    ...{ ruleId: 'unused-dependency', message: '`left-pad` is never imported.' },
  },
  {
    ...{ file: 'src/index.ts', line: 1, severity: 'info', detector: 'lint', category: 'style', codeSnippet: undefined },
    ...{
      ruleId: 'sort-imports',
      message: 'The imports are in no order.',
      confidence: 60,
    },
  },
];

/** A project of every severity, with something new, something resolved, a failed detector and a skipped file. */
export function sampleInput(more: Partial<ReportInput> = {}): ReportInput {
  const analysis = withFailure(
    analysisOf(found, {
      skipped: [{ path: 'dist/app.min.js', reason: 'Its lines are so long that a machine wrote it.' }],
    }),
    'typescript',
  );
  const before = analysisOf([...found.slice(2), { file: 'src/old.ts', ruleId: 'no-new' }, { detector: 'typescript' }]);
  return {
    ...{
      analysis,
      project: 'shop',
      commit: '3f2c9a1b7d5e4f60718293a4b5c6d7e8f9012345',
      analysedAt: '2026-11-22T10:00:00.000Z',
    },
    comparison: compareWithBaseline(analysis, baselineOf(before)),
    repositoryUrl: 'https://git.example/acme/shop',
    history: [31, 36, 35, 29, 33].map((riskScore, week) => ({
      ...{ analysedAt: `2026-10-${10 + week}T10:00:00.000Z`, riskScore, issues: riskScore * 3 },
    })),
    ...more,
  };
}

/** Every text of it is hostile. */
export function hostileInput(): ReportInput {
  const texts = { message: hostile, suggestion: hostile, codeSnippet: hostile, ruleId: hostile, category: hostile };
  const drafts = severities.map((severity, nth) => ({ ...texts, severity, file: `${hostile}/${nth}`, line: nth + 1 }));
  const analysis = analysisOf(drafts, { skipped: [{ path: hostile, reason: hostile }] });
  const suppressions = analysis.issues.map((issue) => ({ issue, reason: hostile }));
  const failed = withFailure({ ...analysis, suppressions }, 'lint', hostile);
  const detectors = failed.detectors.map((run) => ({
    ...run,
    failures: run.failures.map((each) => ({ ...each, reason: hostile })),
  }));
  const [, ...old] = baselineOf(analysis).issues;
  const renamed = old.map((issue) => ({ ...issue, file: `old/${issue.file}` }));
  return {
    ...{
      analysis: { ...failed, detectors },
      project: hostile,
      commit: hostile,
      analysedAt: '2026-11-22T10:00:00.000Z',
      version: hostile,
    },
    ...{ repositoryUrl: hostile, history: [{ analysedAt: hostile, riskScore: 1, issues: 1 }] },
    comparison: compareWithBaseline(analysis, {
      version: 1,
      issues: [...renamed, ...baselineOf(analysisOf([{ ruleId: hostile }])).issues],
    }),
  };
}
