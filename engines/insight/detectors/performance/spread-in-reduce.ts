import type { Node } from 'oxc-parser';
import { iteratingCall } from '../../syntax/iterations.ts';
import { bare, memberName } from '../../syntax/node.ts';
import type { Syntax } from '../../syntax/syntax.ts';
import type { SyntaxRule } from '../../syntax/syntax-rule.ts';

export const spreadInReduce: SyntaxRule = {
  id: 'spread-in-reduce',
  severity: 'medium',
  category: 'performance',
  confidence: 90,
  suggestion: 'Change the accumulator that the reduce began with, or use a loop, `Object.fromEntries` or `flatMap`.',
  check(syntax, found) {
    for (const call of syntax.ofType('CallExpression')) {
      const method = memberName(bare(call.callee));
      if (method !== 'reduce' && method !== 'reduceRight') continue;
      const callback = iteratingCall(call)?.body;
      const accumulator = callback?.params[0];
      // Without a first value, the accumulator is an element, and not ours to change.
      if (!callback?.body || accumulator?.type !== 'Identifier' || call.arguments.length < 2) continue;
      const binding = syntax.bindingOf(accumulator);
      const copies = (node: Node) => copiesOf(node).some((source) => binding && syntax.bindingOf(source) === binding);
      for (const result of resultsOf(callback.body, syntax)) {
        if (copies(result))
          found(
            result,
            `This copies all of "${accumulator.name}" for each element: the time grows with the square of their number.`,
          );
      }
    }
  },
};

function* resultsOf(body: Node, { tree }: Syntax): Generator<Node> {
  if (body.type !== 'BlockStatement') yield* choices(body);
  else {
    for (const node of tree.withinFunction(body)) {
      if (node.type === 'ReturnStatement' && node.argument) yield* choices(node.argument);
    }
  }
}

function choices(result: Node): Node[] {
  const node = bare(result);
  return node.type === 'ConditionalExpression' ? [bare(node.consequent), bare(node.alternate)] : [node];
}

/** What a fresh object or list is filled from: `{ ...a }`, `[...a]`, `Object.assign({}, a)`, `a.concat(b)`. */
function copiesOf(node: Node): Node[] {
  if (node.type === 'ObjectExpression') {
    // With the same keys each time it does not grow.
    const grows = node.properties.some((each, nth) => (each.type === 'SpreadElement' ? nth > 0 : each.computed));
    if (!grows) return [];
    return node.properties.flatMap((each) => (each.type === 'SpreadElement' ? [bare(each.argument)] : []));
  }
  if (node.type === 'ArrayExpression')
    return node.elements.flatMap((each) => (each?.type === 'SpreadElement' ? [bare(each.argument)] : []));
  if (node.type !== 'CallExpression') return [];
  const callee = bare(node.callee);
  if (callee.type !== 'MemberExpression') return [];
  if (memberName(callee) === 'concat') return [bare(callee.object)];
  const [target, source] = node.arguments;
  const isFresh = memberName(callee) === 'assign' && target?.type === 'ObjectExpression';
  return isFresh && source ? [bare(source)] : [];
}
