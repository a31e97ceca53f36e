import type { DetectorId, Issue } from '../../insight/issue.ts';
import type { Metric, Metrics } from '../recipe.ts';

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

/** How many issues there are of each kind. `fixableIssues` are those that there is a recipe for. */
export function metricsOf(issues: readonly Pick<Issue, 'detector' | 'canBeHandedToAutopilot'>[]): Metrics {
  const counted = {
    ...{ typescript: 0, lint: 0, security: 0, performance: 0, imports: 0, packages: 0, runtime: 0, build: 0 },
    ...{ circular: 0, network: 0, complexity: 0, isolation: 0, totalIssues: 0, fixableIssues: 0 },
  } satisfies Metrics;
  for (const { detector, canBeHandedToAutopilot } of issues) {
    const metric = metricOfDetector[detector];
    if (metric) counted[metric] += 1;
    counted.totalIssues += 1;
    if (canBeHandedToAutopilot) counted.fixableIssues += 1;
  }
  return counted;
}
