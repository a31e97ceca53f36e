import type { Condition, Metrics } from '../recipe.ts';

type Rule = Condition['rules'][number];

const comparisons: Readonly<Record<Rule['operator'], (actual: number, value: number) => boolean>> = {
  '>': (actual, value) => actual > value,
  '>=': (actual, value) => actual >= value,
  '<': (actual, value) => actual < value,
  '<=': (actual, value) => actual <= value,
  '==': (actual, value) => actual === value,
  '!=': (actual, value) => actual !== value,
};

/** Of `threshold` the one rule, of `any` one at least, of `all` every one. */
export function conditionHolds({ type, rules }: Condition, metrics: Metrics): boolean {
  const holds = ({ metric, operator, value }: Rule) => comparisons[operator](metrics[metric], value);
  return type === 'any' ? rules.some(holds) : rules.every(holds);
}

/** E.g. `lint > 0 (it is 3)`. */
export function explainCondition({ type, rules }: Condition, metrics: Metrics): string {
  const told = rules.map(({ metric, operator, value }) => `${metric} ${operator} ${value} (it is ${metrics[metric]})`);
  return told.join(type === 'any' ? ' or ' : ' and ');
}
