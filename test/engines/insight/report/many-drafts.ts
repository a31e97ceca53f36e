import type { DetectorId, Draft, Severity } from '../../../../engines/insight/issue.ts';
import { draft } from '../sample-analysis.ts';

const detectors: readonly DetectorId[] = [
  'security',
  'complexity',
  'lint',
  'performance',
  'runtime',
  'duplication',
  'circular',
];
const spread: readonly Severity[] = ['low', 'medium', 'low', 'high', 'info', 'medium', 'low', 'critical'];

/** As a large old project has them. */
export function manyDrafts(count: number): Draft[] {
  return Array.from({ length: count }, (_, nth) =>
    draft({
      ...{
        file: `packages/service-${nth % 23}/src/feature-${nth % 401}/handler.ts`,
        line: 1 + (nth % 700),
        column: 1 + (nth % 60),
      },
      ...{
        severity: spread[nth % 8] ?? 'low',
        detector: detectors[nth % 7] ?? 'lint',
        ruleId: `rule-number-${nth % 60}`,
      },
      message: `\`handler${nth}\` awaits each of its calls in turn, although none needs what another returns.`,
      suggestion: 'Start all of them, and then wait for all: `await Promise.all([…])`.',
      codeSnippet: `const result${nth} = await this.repository.findMany({ where: { customer: input.customer, state: "open" } });`,
    }),
  );
}
