import { cognitiveScoreOf } from './cognitive-score.ts';
import { functionRule } from './function-rule.ts';

export const cognitiveComplexity = functionRule({
  id: 'cognitive-complexity',
  limits: { low: 20, medium: 30, high: 50 },
  measure: cognitiveScoreOf,
  says: (value) => `is hard to follow: its cognitive complexity is ${value}`,
  suggestion:
    'Move the innermost blocks into functions with names of their own, and return early where a case is done.',
});
