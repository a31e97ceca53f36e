import type { Node } from 'oxc-parser';
import { functionFor } from '../../syntax/functions.ts';
import { isFixedList } from '../../syntax/iterations.ts';
import { bare, type FunctionNode, memberName, type NodeOf } from '../../syntax/node.ts';
import { requestClient } from '../../syntax/requests.ts';
import type { Syntax } from '../../syntax/syntax.ts';
import type { SyntaxRule } from '../../syntax/syntax-rule.ts';

const together = /^Promise\.(?:all|allSettled|any|race)$/;
/** A part of a list has an end. */
const bounded = /chunk|batch|page|slice|window|limit/i;

export const unboundedConcurrency: SyntaxRule = {
  id: 'unbounded-concurrency',
  severity: 'medium',
  category: 'reliability',
  confidence: 75,
  suggestion: 'Send a few at a time, e.g. with p-limit, or in slices of the list.',
  check(syntax, found) {
    for (const call of syntax.ofType('CallExpression')) {
      const [list] = call.arguments;
      if (!list || !together.test(syntax.nameOf(call.callee) ?? '')) continue;
      const mapped = mapCall(list, syntax);
      const callback = mapped?.arguments[0] && functionFor(mapped.arguments[0], syntax);
      if (!mapped || !callback || mapped.callee.type !== 'MemberExpression') continue;
      if (isBounded(mapped.callee.object, syntax)) continue;
      const request = requestIn(callback, syntax);
      if (!request) continue;
      const items = syntax.labelOf(mapped.callee.object);
      found(call, `All requests for ${items} are sent at the same time, however many there are.`);
    }
  },
};

/** `items.map(…)`, also by the name that it was given. */
function mapCall(list: Node, syntax: Syntax): NodeOf<'CallExpression'> | undefined {
  let node = bare(list);
  const declaration = node.type === 'Identifier' ? syntax.bindingOf(node)?.declaration : undefined;
  if (declaration?.type === 'VariableDeclarator' && declaration.init) node = bare(declaration.init);
  return node.type === 'CallExpression' && memberName(bare(node.callee)) === 'map' ? node : undefined;
}

function isBounded(items: Node, syntax: Syntax): boolean {
  return isFixedList(items, syntax) || bounded.test(syntax.textOf(items).slice(0, 1_000));
}

/** Directly in the callback: what is passed on to a limiter waits for its turn. */
function requestIn(callback: FunctionNode, syntax: Syntax): Node | undefined {
  if (!callback.body) return undefined;
  for (const node of syntax.tree.withinFunction(bare(callback.body))) {
    if (node.type === 'CallExpression' && /limit|throttle|queue|semaphore|acquire/i.test(syntax.labelOf(node.callee)))
      return undefined;
    if (requestClient(node, syntax)) return node;
  }
  return undefined;
}
