import type { Node } from 'oxc-parser';
import { catchingTry } from '../../syntax/functions.ts';
import { bare, type FunctionNode, isFunction, memberName } from '../../syntax/node.ts';
import { isCaught } from '../../syntax/promises.ts';
import { isReactEffect } from '../../syntax/react.ts';
import { requestCalls } from '../../syntax/requests.ts';
import type { Syntax } from '../../syntax/syntax.ts';
import type { SyntaxRule } from '../../syntax/syntax-rule.ts';

export const unhandledRequest: SyntaxRule = {
  id: 'unhandled-request',
  severity: 'medium',
  category: 'reliability',
  confidence: 85,
  suggestion: 'Catch the error here: nobody else can.',
  check(syntax, found) {
    for (const { call, client } of requestCalls(syntax)) {
      if (client === 'http') continue;
      const chain = chainOf(call, syntax);
      if (isCaught(chain, syntax)) continue;
      const parent = syntax.tree.parentOf(chain);
      const label = syntax.labelOf(call.callee);
      if (parent?.type === 'ExpressionStatement' && chain !== call)
        found(call, `Nobody hears when ${label}() fails: its promise ends here without a catch.`);
      else if (parent?.type === 'AwaitExpression' && isLost(parent, syntax))
        found(call, `Nobody hears when ${label}() fails: what calls this function does not wait for it.`);
    }
  },
};

/** `fetch(url).then(read)` of `fetch(url)`. */
function chainOf(call: Node, { tree }: Syntax): Node {
  let chain = call;
  for (;;) {
    const member = tree.parentOf(chain);
    const next = member && tree.parentOf(member);
    const isChain = member?.type === 'MemberExpression' && /^(?:then|catch|finally)$/.test(memberName(member) ?? '');
    if (!isChain || next?.type !== 'CallExpression' || next.callee !== member) return chain;
    chain = next;
  }
}

/** Whether an error leaves a function that is called by who has no use for its promise. */
function isLost(wait: Node, syntax: Syntax): boolean {
  const fn = syntax.tree.functionOf(wait);
  return fn !== undefined && !catchingTry(wait, syntax.tree) && isCalledByEvents(fn, syntax);
}

const timers = /^(?:timers\.)?(?:setTimeout|setInterval|setImmediate|queueMicrotask|requestAnimationFrame)$/;
const listens = /^(?:addEventListener|on|once|addListener|forEach)$/;

function isCalledByEvents(fn: FunctionNode, syntax: Syntax): boolean {
  let inner: Node = fn;
  let outer = syntax.tree.parentOf(fn);
  while (outer && !isFunction(outer) && bare(outer) === fn) [inner, outer] = [outer, syntax.tree.parentOf(outer)];
  if (outer?.type === 'JSXExpressionContainer') {
    const attribute = syntax.tree.parentOf(outer);
    return attribute?.type === 'JSXAttribute' && /^on[A-Z]/.test(syntax.textOf(attribute.name));
  }
  if (outer?.type !== 'CallExpression') return false;
  if (outer.callee === inner) return isReactStatement(outer, syntax);
  if (timers.test(syntax.nameOf(outer.callee) ?? '')) return true;
  return listens.test(memberName(bare(outer.callee)) ?? '');
}

/** `(async () => { … })()` as a statement of an effect. */
function isReactStatement(call: Node, syntax: Syntax): boolean {
  if (syntax.tree.parentOf(call)?.type !== 'ExpressionStatement') return false;
  const effect = syntax.tree.functionOf(call);
  const caller = effect && syntax.tree.parentOf(effect);
  return caller?.type === 'CallExpression' && isReactEffect(caller, syntax);
}
