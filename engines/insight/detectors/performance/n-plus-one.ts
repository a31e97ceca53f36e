import type { Node } from 'oxc-parser';
import { isFunction } from '../../syntax/node.ts';
import type { Syntax } from '../../syntax/syntax.ts';
import { isProduction, type SyntaxRule } from '../../syntax/syntax-rule.ts';
import { isQueryInLoop } from './query-in-loop.ts';

export const nPlusOne: SyntaxRule = {
  id: 'n-plus-one',
  severity: 'medium',
  category: 'performance',
  confidence: 80,
  suggestion: 'Ask once for all of them, e.g. with `IN (…)`, a join or an include, before the loop.',
  appliesTo: (syntax) => isProduction(syntax) && !syntax.isScript,
  check(syntax, found) {
    for (const call of syntax.ofType('CallExpression')) {
      if (!isWaitedFor(call, syntax) || !isQueryInLoop(call, syntax)) continue;
      found(call, `${syntax.labelOf(call.callee)}() is called for each element: a list of 100 needs 100 round trips.`);
    }
  },
};

/** Awaited here, or given to whoever collects the promises. */
function isWaitedFor(call: Node, { tree }: Syntax): boolean {
  const parent = tree.parentOf(call);
  if (!parent) return false;
  return parent.type === 'AwaitExpression' || parent.type === 'ReturnStatement' || isFunction(parent);
}
