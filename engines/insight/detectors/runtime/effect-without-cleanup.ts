import { functionFor } from '../../syntax/functions.ts';
import { bare, type FunctionNode, memberName, type NodeOf } from '../../syntax/node.ts';
import { isReactEffect } from '../../syntax/react.ts';
import type { Syntax } from '../../syntax/syntax.ts';
import type { SyntaxRule } from '../../syntax/syntax-rule.ts';
import { endsByItself } from './listener.ts';

export const effectWithoutCleanup: SyntaxRule = {
  id: 'effect-without-cleanup',
  severity: 'medium',
  category: 'reliability',
  confidence: 90,
  suggestion: 'Return a function from the effect that undoes it.',
  check(syntax, found) {
    for (const call of syntax.ofType('CallExpression')) {
      const [callback] = call.arguments;
      const effect = callback && isReactEffect(call, syntax) ? functionFor(callback, syntax) : undefined;
      if (effect?.body?.type !== 'BlockStatement' || undoesItself(effect, syntax)) continue;
      const start = [...syntax.tree.withinFunction(effect.body)].find(
        (node) => node.type === 'CallExpression' && starts(node, effect, syntax),
      );
      if (start?.type !== 'CallExpression') continue;
      const what = syntax.labelOf(start.callee);
      found(start, `This effect calls ${what} and returns nothing that undoes it: one more is left each time it runs.`);
    }
  },
};

function undoesItself({ body }: FunctionNode, syntax: Syntax): boolean {
  if (!body) return true;
  if (/\bclear(?:Interval|Timeout)\b|\bremoveEventListener\b|\bunsubscribe\b/.test(syntax.textOf(body))) return true;
  return [...syntax.tree.withinFunction(body)].some((node) => node.type === 'ReturnStatement' && node.argument);
}

function starts(call: NodeOf<'CallExpression'>, effect: FunctionNode, syntax: Syntax): boolean {
  if (syntax.nameOf(call.callee) === 'setInterval') return true;
  const callee = bare(call.callee);
  const method = memberName(callee);
  if (callee.type !== 'MemberExpression' || call.arguments.length === 0) return false;
  if (method !== 'addEventListener' && method !== 'subscribe') return false;
  if (method === 'addEventListener' && endsByItself(call)) return false;
  // What the effect has made itself goes with it.
  const owner = syntax.bindingOf(bare(callee.object))?.declaration;
  return !owner || !syntax.tree.isWithin(owner, effect);
}
