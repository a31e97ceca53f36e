import { branchesOf } from './branches.ts';
import { functionRule } from './function-rule.ts';

export const cyclomaticComplexity = functionRule({
  id: 'cyclomatic-complexity',
  limits: { low: 12, medium: 18, high: 25 },
  measure: (fn, syntax) => branchesOf(fn, syntax).paths,
  says: (value) => `has ${value} independent paths, and needs as many tests`,
  suggestion: 'Split it by its cases, or put the cases into a table.',
});
