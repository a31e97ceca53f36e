import type { Issue, Severity, Suite } from '../report/issue.ts';
import type { Scores, Thresholds } from '../report/report.ts';

/** Axe's impact, and what one node of it costs. A violation without an impact counts as minor. */
export const impactPenalty = { minor: 1, moderate: 3, serious: 7, critical: 15 } as const;
export type Impact = keyof typeof impactPenalty;

export function accessibilityScore(violations: readonly { impact: Impact; nodes: number }[]): number {
  return Math.max(0, 100 - sum(violations.map(({ impact, nodes }) => nodes * impactPenalty[impact])));
}

const securityPenalty: Readonly<Record<Severity, number>> = { info: 0, low: 2, medium: 5, high: 10, critical: 20 };

export function securityScore(severities: readonly Severity[]): number {
  return Math.max(0, 100 - sum(severities.map((severity) => securityPenalty[severity])));
}

const weights = { accessibility: 0.3, performance: 0.4, security: 0.3 } as const;
const weighted = ['accessibility', 'performance', 'security'] as const;

/**
 * .3 accessibility + .4 performance + .3 security. A suite that was not requested takes its weight with it and the
 * others share the whole in their old proportion: security alone is the overall score of a security-only test. Without
 * any of the three there is no overall score.
 */
export function overallScore(scores: Omit<Scores, 'overall'>): number | null {
  const present = weighted.flatMap((suite) => {
    const score = scores[suite];
    return score === null ? [] : [{ score, weight: weights[suite] }];
  });
  if (present.length === 0) return null;
  const total = sum(present.map(({ weight }) => weight));
  return Math.round(sum(present.map(({ score, weight }) => score * weight)) / total);
}

/** The overall score that a test needs unless the request names another. */
export const defaultOverallThreshold = 70;

/**
 * A test passes when there is no critical accessibility or security finding, the overall score reaches its threshold,
 * every further threshold of the request is reached, and everything requested could be measured. Returns the reasons
 * why not.
 */
export function failedGates(input: {
  readonly issues: readonly Issue[];
  readonly scores: Scores;
  readonly thresholds: Thresholds;
  readonly unmeasured: readonly Suite[];
}): string[] {
  const reasons: string[] = [];
  for (const suite of ['accessibility', 'security'] as const) {
    const count = input.issues.filter((issue) => issue.suite === suite && issue.severity === 'critical').length;
    if (count > 0) reasons.push(`${count} critical ${suite} ${count === 1 ? 'finding' : 'findings'}.`);
  }
  const thresholds = { overall: defaultOverallThreshold, ...input.thresholds };
  for (const name of gated) {
    const score = input.scores[name];
    const needed = thresholds[name];
    if (score !== null && needed !== undefined && score < needed) {
      reasons.push(`${gateNames[name]} score ${score} is below ${needed}.`);
    }
  }
  return [...reasons, ...input.unmeasured.map((suite) => `The ${suite} suite could not be measured.`)];
}

const gated = ['overall', 'accessibility', 'performance', 'security', 'seo', 'bestPractices'] as const;
const gateNames: Readonly<Record<(typeof gated)[number], string>> = {
  overall: 'Overall',
  accessibility: 'Accessibility',
  performance: 'Performance',
  security: 'Security',
  seo: 'SEO',
  bestPractices: 'Best-practices',
};

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
