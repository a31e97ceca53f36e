import { branchesOf } from './branches.ts';
import { functionRule } from './function-rule.ts';

export const nestingDepth = functionRule({
  id: 'nesting-depth',
  limits: { low: 4, medium: 6, high: 8 },
  measure: (fn, syntax) => branchesOf(fn, syntax).depth,
  says: (value) => `nests its statements ${value} levels deep`,
  suggestion: 'Return or continue early, and move the inner levels into functions of their own.',
});
