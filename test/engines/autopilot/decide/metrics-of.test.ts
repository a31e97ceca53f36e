import { expect, test } from 'vitest';
import { conditionHolds } from '../../../../engines/autopilot/decide/condition.ts';
import { metricsOf } from '../../../../engines/autopilot/decide/metrics-of.ts';
import type { Condition } from '../../../../engines/autopilot/recipe.ts';
import { detectorIds } from '../../../../engines/insight/issue.ts';
import { metricsWith } from '../metrics-with.ts';

test('without issues all numbers are zero', () => expect(metricsOf([])).toEqual(metricsWith({})));

test('every detector counts in its number and in the total; two have the total only', () => {
  const one = { typescript: 1, lint: 1, security: 1, performance: 1, imports: 1, packages: 1, runtime: 1, build: 1 };
  expect(metricsOf(detectorIds.map((detector) => ({ detector, canBeHandedToAutopilot: false })))).toEqual(
    metricsWith({ ...one, circular: 1, network: 1, complexity: 1, isolation: 1, totalIssues: 14 }),
  );
});

test('fixable is an issue that there is a recipe for', () => {
  const issues = [true, true, true, false].map((canBeHandedToAutopilot) => ({
    ...{ detector: 'lint' as const, canBeHandedToAutopilot },
  }));
  expect(metricsOf(issues)).toEqual(metricsWith({ lint: 4, totalIssues: 4, fixableIssues: 3 }));
});

const condition = (
  type: Condition['type'],
  ...rules: readonly (readonly [Condition['rules'][number]['operator'], number])[]
) =>
  conditionHolds(
    { type, rules: rules.map(([operator, value]) => ({ metric: 'lint', operator, value })) },
    metricsWith({ lint: 3 }),
  );

test.each([
  ['>', 2, true],
  ['>', 3, false],
  ['>=', 3, true],
  ['<', 3, false],
  ['<', 4, true],
  ['<=', 2, false],
  ['==', 3, true],
  ['==', 2, false],
  ['!=', 3, false],
  ['!=', 2, true],
] as const)('3 %s %d is %j', (operator, value, holds) => expect(condition('threshold', [operator, value])).toBe(holds));

test('of any one must hold, of all every one', () => {
  expect(condition('any', ['>', 9], ['==', 3])).toBe(true);
  expect(condition('any', ['>', 9], ['==', 4])).toBe(false);
  expect(condition('all', ['>', 2], ['==', 3])).toBe(true);
  expect(condition('all', ['>', 9], ['==', 3])).toBe(false);
});
