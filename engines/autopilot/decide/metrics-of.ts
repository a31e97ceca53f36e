import type { DetectorId, Issue } from '../../insight/issue.ts';
import type { Metric, Metrics, Recipe } from '../recipe.ts';

/** Architecture and duplication have no number of their own: they count in the total. */
const metricOfDetector: Partial<Record<DetectorId, Metric>> = {
  typescript: 'typescript',
  lint: 'lint',
  security: 'security',
  performance: 'performance',
  import: 'imports',
  package: 'packages',
  runtime: 'runtime',
  build: 'build',
  circular: 'circular',
  network: 'network',
  complexity: 'complexity',
  isolation: 'isolation',
};

/** How many issues there are of each kind. `fixableIssues` are those that one of the recipes says to resolve. */
export function metricsOf(
  issues: readonly Pick<Issue, 'detector' | 'ruleId'>[],
  recipes: readonly Pick<Recipe, 'resolves'>[],
): Metrics {
  const resolved = new Set(recipes.flatMap(({ resolves }) => resolves));
  const counted = {
    ...{ typescript: 0, lint: 0, security: 0, performance: 0, imports: 0, packages: 0, runtime: 0, build: 0 },
    ...{ circular: 0, network: 0, complexity: 0, isolation: 0, totalIssues: 0, fixableIssues: 0 },
  } satisfies Metrics;
  for (const { detector, ruleId } of issues) {
    const metric = metricOfDetector[detector];
    if (metric) counted[metric] += 1;
    counted.totalIssues += 1;
    if (resolved.has(ruleId)) counted.fixableIssues += 1;
  }
  return counted;
}
