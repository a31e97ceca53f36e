import { functionFor } from '../../../insight/syntax/functions.ts';
import { changeOf, type Transformation } from './transformation.ts';

/** Calls of asynchronous functions of this file for whose end nobody waits. Where nothing can wait, `void` says that it is meant. */
export const floatingPromises: Transformation = {
  mentions: /\basync\b/,
  changes: (syntax) =>
    syntax.ofType('ExpressionStatement').flatMap(({ expression, start }) => {
      if (expression.type !== 'CallExpression') return [];
      const called = functionFor(expression.callee, syntax);
      if (!called?.async || called.generator) return [];
      const text = syntax.tree.functionOf(expression)?.async ? 'await ' : 'void ';
      return [changeOf({ start, end: start, text })];
    }),
};
