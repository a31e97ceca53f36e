import type { FunctionNode } from '../../syntax/node.ts';
import { functionRule } from './function-rule.ts';

export const tooManyParameters = functionRule({
  id: 'too-many-parameters',
  limits: { low: 7 },
  measure: parametersOf,
  says: (value) => `takes ${value} parameters`,
  suggestion: 'Take one object whose properties have the names of the parameters.',
});

/** `this` is none, and a constructor that only lists what is injected into it calls nobody by position. */
function parametersOf({ params }: FunctionNode): number {
  if (params.every(({ type }) => type === 'TSParameterProperty')) return 0;
  return params.filter((param) => param.type !== 'Identifier' || param.name !== 'this').length;
}
