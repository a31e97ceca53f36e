import { escapeHtml } from '../../../shared/html.ts';
import type { Issue, Suite } from './issue.ts';
import type { GuardianReport } from './report.ts';

/** Findings of these severities fail their case; the others are told in its output. */
const failing: ReadonlySet<string> = new Set(['critical', 'high']);

/**
 * The report in the JUnit XML that CI systems read (https://github.com/testmoapp/junitxml): a suite per Guardian suite, a case
 * per finding, and one case that stands for a suite without any. The gate itself is a case of its own.
 */
export function renderJunit(report: GuardianReport): string {
  const suites = [gate(report), ...report.suites.map((suite) => suiteOf(suite, report))];
  const total = (name: 'tests' | 'failures') => suites.reduce((sum, suite) => sum + suite[name], 0);
  const seconds = (report.durationMs / 1_000).toFixed(3);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escapeHtml(report.url)}" tests="${total('tests')}" failures="${total('failures')}" time="${seconds}">`,
    ...suites.map(({ xml }) => xml),
    '</testsuites>',
    '',
  ].join('\n');
}

interface JunitSuite {
  readonly tests: number;
  readonly failures: number;
  readonly xml: string;
}

function gate(report: GuardianReport): JunitSuite {
  const body = report.pass ? '' : failure('gate', report.reasons.join('; '), report.reasons.join('\n'));
  return junitSuite('gate', [testCase('gate', 'the page passes', body)], report.pass ? 0 : 1);
}

function suiteOf(suite: Suite, report: GuardianReport): JunitSuite {
  if (report.unmeasured.includes(suite)) {
    return junitSuite(suite, [testCase(suite, 'is measured', '<skipped message="could not be measured"/>')], 0);
  }
  const issues = report.issues.filter((issue) => issue.suite === suite);
  if (issues.length === 0) return junitSuite(suite, [testCase(suite, 'nothing found', '')], 0);
  const cases = issues.map((issue) => testCase(suite, `${issue.ruleId}: ${issue.title}`, resultOf(issue)));
  return junitSuite(suite, cases, issues.filter(({ severity }) => failing.has(severity)).length);
}

function junitSuite(name: string, cases: readonly string[], failures: number): JunitSuite {
  const xml = [
    `  <testsuite name="${escapeHtml(name)}" tests="${cases.length}" failures="${failures}">`,
    ...cases,
    '  </testsuite>',
  ].join('\n');
  return { tests: cases.length, failures, xml };
}

function testCase(suite: string, name: string, body: string): string {
  return `    <testcase classname="guardian.${escapeHtml(suite)}" name="${escapeHtml(name)}">${body}</testcase>`;
}

function resultOf(issue: Issue): string {
  const lines = [issue.message, issue.suggestion, issue.selector, issue.snippet].filter((line) => line !== undefined);
  if (failing.has(issue.severity)) return failure(issue.severity, issue.title, lines.join('\n'));
  return `<system-out>${escapeHtml(`${issue.severity}: ${lines.join('\n')}`)}</system-out>`;
}

function failure(type: string, message: string, text: string): string {
  return `<failure type="${escapeHtml(type)}" message="${escapeHtml(message)}">${escapeHtml(text)}</failure>`;
}
