import { functionFor } from '../../syntax/functions.ts';
import { canReject } from '../../syntax/promises.ts';
import type { SyntaxRule } from '../../syntax/syntax-rule.ts';

export const asyncPromiseExecutor: SyntaxRule = {
  id: 'async-promise-executor',
  severity: 'medium',
  category: 'reliability',
  confidence: 95,
  suggestion: 'Make the outer function async and await in it, without `new Promise`.',
  check(syntax, found) {
    for (const node of syntax.ofType('NewExpression')) {
      const [executor] = node.arguments;
      const fn = executor && syntax.nameOf(node.callee) === 'Promise' ? functionFor(executor, syntax) : undefined;
      if (!fn?.async) continue;
      if (canReject(fn, syntax))
        found(
          node,
          'The executor of this promise is async: what it throws never rejects the promise, which then waits forever.',
        );
      else
        found(node, 'The executor of this promise is async, and so a promise in a promise.', {
          ...{ severity: 'low', confidence: 70 },
        });
    }
  },
};
