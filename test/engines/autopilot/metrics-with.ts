import type { Metrics } from '../../../engines/autopilot/recipe.ts';

const zero: Metrics = {
  ...{ typescript: 0, lint: 0, security: 0, performance: 0, imports: 0, packages: 0, runtime: 0, build: 0 },
  ...{ circular: 0, network: 0, complexity: 0, isolation: 0, totalIssues: 0, fixableIssues: 0 },
};

/** All zero but these. */
export function metricsWith(some: Partial<Metrics>): Metrics {
  return { ...zero, ...some };
}
