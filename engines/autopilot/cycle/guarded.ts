import type { DetectorId } from '../../insight/issue.ts';
import { neverRising } from '../gates/evaluate-gates.ts';
import type { Metric, Metrics } from '../recipe.ts';

/** What each metric counts. `architecture` and `duplication` have none of their own; they count in the total. */
export const detectorOfMetric: Readonly<Partial<Record<Metric, DetectorId>>> = {
  typescript: 'typescript',
  lint: 'lint',
  security: 'security',
  performance: 'performance',
  imports: 'import',
  packages: 'package',
  runtime: 'runtime',
  build: 'build',
  circular: 'circular',
  network: 'network',
  complexity: 'complexity',
  isolation: 'isolation',
};

/** What may never rise, and what the recipes guard beside it. */
export const guardedMetrics = (guards: readonly Metric[]): Metric[] => [...new Set([...neverRising, ...guards])];

/** All metrics, each by what it is. */
export const fromMetrics = (of: (metric: Metric) => number): Metrics => ({
  typescript: of('typescript'),
  lint: of('lint'),
  security: of('security'),
  performance: of('performance'),
  imports: of('imports'),
  packages: of('packages'),
  runtime: of('runtime'),
  build: of('build'),
  circular: of('circular'),
  network: of('network'),
  complexity: of('complexity'),
  isolation: of('isolation'),
  totalIssues: of('totalIssues'),
  fixableIssues: of('fixableIssues'),
});
