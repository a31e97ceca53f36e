import { type Issue, type Severity, severities } from '../issue.ts';

/** As editors show them (Error, Warning, Information, Hint): SARIF has one level for the last two. */
const levels = {
  critical: 'error',
  high: 'warning',
  medium: 'note',
  low: 'note',
  info: 'note',
} as const satisfies Record<Severity, string>;

export const levelOf = (severity: Severity) => levels[severity];

/** How GitHub ranks security rules: https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning#reportingdescriptor-object */
const securitySeverity: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '3.0',
  info: '0.0',
};

/** The least confidence for each of GitHub's words. */
const precisions = [
  [90, 'very-high'],
  [80, 'high'],
  [50, 'medium'],
  [0, 'low'],
] as const;

export function ruleIdOf({ detector, ruleId }: Issue): string {
  return `${detector}/${ruleId}`;
}

export type SarifRule = ReturnType<typeof ruleOf>;

/** The rules that these issues break, each once, by id. A rule is as severe as the worst that it found, and as sure as the least sure. */
export function rulesOf(issues: readonly Issue[]): SarifRule[] {
  const groups = [...Map.groupBy(issues, ruleIdOf)];
  return groups.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([id, found]) => ruleOf(id, found));
}

function ruleOf(id: string, found: readonly Issue[]) {
  const worst = severities.find((severity) => found.some((issue) => issue.severity === severity)) ?? 'info';
  const leastSure = found.reduce((least, { confidence }) => Math.min(least, confidence), 100);
  const suggestion = found.find((issue) => issue.suggestion)?.suggestion;
  const { ruleId = id, detector = 'lint', category = '' } = found[0] ?? {};
  const isSecurity = detector === 'security';
  return {
    id,
    name: ruleId
      .split(/[^A-Za-z0-9]+/)
      .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
      .join(''),
    shortDescription: { text: sentenceOf(ruleId) },
    fullDescription: { text: `${sentenceOf(ruleId)} (${category}, found by the ${detector} detector).` },
    ...(suggestion && { help: { text: suggestion } }),
    defaultConfiguration: { level: levelOf(worst) },
    properties: {
      tags: [...new Set([detector, category])],
      precision: precisions.find(([least]) => leastSure >= least)?.[1] ?? 'low',
      ...(isSecurity && { 'security-severity': securitySeverity[worst] }),
    },
  };
}

/** `no-eval` → `No eval` */
function sentenceOf(ruleId: string): string {
  const words = ruleId
    .split(/[-_/]+/)
    .join(' ')
    .trim();
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
