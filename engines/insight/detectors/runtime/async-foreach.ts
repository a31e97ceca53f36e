import { functionFor } from '../../syntax/functions.ts';
import { bare, memberName } from '../../syntax/node.ts';
import type { SyntaxRule } from '../../syntax/syntax-rule.ts';

export const asyncForEach: SyntaxRule = {
  id: 'async-foreach',
  severity: 'medium',
  category: 'reliability',
  confidence: 95,
  suggestion: 'Use `for … of` with await, or `await Promise.all(items.map(…))`.',
  check(syntax, found) {
    for (const call of syntax.ofType('CallExpression')) {
      const [callback] = call.arguments;
      if (!callback || memberName(bare(call.callee)) !== 'forEach') continue;
      const fn = functionFor(callback, syntax);
      if (!fn?.async) continue;
      // One that never waits has nothing to be waited for.
      const waits = syntax.tree.within(fn).some(({ type }) => type === 'AwaitExpression' || type === 'ForOfStatement');
      if (waits)
        found(call, 'forEach does not wait for its async callback: the code after it runs first, and errors are lost.');
    }
  },
};
