import type { Node } from 'oxc-parser';
import { bare, isFunction } from '../../syntax/node.ts';
import { canReject, isCaught, type PromiseStep, promiseChain, promiseSource } from '../../syntax/promises.ts';
import type { Syntax } from '../../syntax/syntax.ts';
import type { SyntaxRule } from '../../syntax/syntax-rule.ts';

/** The network detector tells of requests whose answer is used, and whose failure is not. */
const requests = /^(?:fetch|node-fetch|cross-fetch|axios|got)(?:\.\w+)?$/;
/** What looks like a promise, and belongs to a runner, or to an idiom that cannot fail. */
const notFloating = /^(?:cy|Promise\.resolve)\b/;

export const floatingPromise: SyntaxRule = {
  id: 'floating-promise',
  severity: 'medium',
  category: 'reliability',
  confidence: 85,
  suggestion: 'Await it, return it, or end it with a catch; write `void` before it where a failure may be lost.',
  check(syntax, found) {
    for (const { expression } of syntax.ofType('ExpressionStatement')) {
      const node = lastOperand(expression);
      if (node.type !== 'CallExpression' && node.type !== 'NewExpression') continue;
      const label = floats(node, syntax);
      if (!label) continue;
      // At the level of a program, what is rejected ends it with the error, as it should.
      const isTopLevel = !syntax.tree.functionOf(node);
      if (isTopLevel && syntax.isScript) continue;
      found(
        node,
        `${label} gives a promise that nobody waits for: when it rejects, the error is lost or ends the process.`,
        {
          ...(isTopLevel && { severity: 'low', confidence: 70 }),
        },
      );
    }
  },
};

/** `b()` of `a && b()`. */
function lastOperand(expression: Node): Node {
  let node = bare(expression);
  while (node.type === 'LogicalExpression') node = bare(node.right);
  return node;
}

function floats(node: Node, syntax: Syntax): string | undefined {
  if (isCaught(node, syntax)) return undefined;
  const chain = [...promiseChain(node)];
  const root = rootOf(chain.at(-1), node);
  const name = syntax.nameOf(root.type === 'CallExpression' ? root.callee : root) ?? '';
  if (notFloating.test(name)) return undefined;
  const then = chain.find(({ method }) => method === 'then');
  if (!then) return ofCall(root, syntax);
  const [handler] = then.call.arguments;
  if (!handler || requests.test(name)) return undefined;
  const isCallback = isFunction(bare(handler)) || handler.type === 'Identifier' || handler.type === 'MemberExpression';
  return isCallback ? `${syntax.labelOf(root)}.then()` : undefined;
}

/** What the chain begins with: the call that gives the promise, or the promise itself. */
function rootOf(first: PromiseStep | undefined, node: Node): Node {
  if (!first?.method) return first?.call ?? node;
  const callee = bare(first.call.callee);
  return callee.type === 'MemberExpression' ? bare(callee.object) : first.call;
}

function ofCall(node: Node, syntax: Syntax): string | undefined {
  const source = promiseSource(node, syntax);
  if (!source) return undefined;
  return source.fn && !canReject(source.fn, syntax) ? undefined : source.label;
}
