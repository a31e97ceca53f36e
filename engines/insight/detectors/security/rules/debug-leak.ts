import type { Node } from 'oxc-parser';
import { bare, isFunction, memberName } from '../../../syntax/node.ts';
import type { Syntax } from '../../../syntax/syntax.ts';
import type { SyntaxRule } from '../../../syntax/syntax-rule.ts';
import { callsNamed, methodCalls } from '../taint/calls.ts';
import { chainOf } from '../taint/chain.ts';

const responses = /^_?(?:res|resp|response|reply|ctx|c)$/;
const inDevelopment = /NODE_ENV|isDev|isProd|__DEV__|\bdev\b|\bdebug\b|development/i;

export const debugLeak: SyntaxRule = {
  ...{ id: 'debug-leak', severity: 'medium', confidence: 85, category: 'Disclosure (CWE-209)' },
  suggestion: 'Log the details, and send a short message with an id to find them by.',
  check(syntax, found) {
    for (const { call, owner } of methodCalls(syntax, /^(?:send|json|end|write|jsonp|body|text)$/)) {
      const chain = chainOf(responseOf(owner));
      if (!chain || !responses.test(chain.root.name) || isGuarded(call, syntax)) continue;
      for (const argument of call.arguments) {
        const leak = leakIn(argument, syntax);
        if (leak) found(leak.at, `The answer shows every client ${leak.what}.`);
      }
    }
    for (const { call } of callsNamed(syntax, /^errorhandler$/)) {
      if (!isGuarded(call, syntax))
        found(call, '`errorhandler` shows every client the stack of an error; it is for development only.', {
          confidence: 75,
        });
    }
  },
};

/** `res` of `res.status(500).json`. */
function responseOf(owner: Node): Node {
  let node = bare(owner);
  while (node.type === 'CallExpression' && node.callee.type === 'MemberExpression') node = bare(node.callee.object);
  return node;
}

function leakIn(argument: Node, syntax: Syntax): { at: Node; what: string } | undefined {
  for (const node of syntax.tree.withinFunction(argument)) {
    if (node.type !== 'MemberExpression') continue;
    const isStack =
      memberName(node) === 'stack' &&
      /^(?:e|er|err|error|ex|exception|cause)$/i.test(syntax.textOf(bare(node.object)).replace(/^.*\./, ''));
    if (isStack) return { at: node, what: 'the stack of an error, with the paths and versions of the server' };
    const outer = syntax.tree.parentOf(node);
    if (syntax.nameOf(node) === 'process.env' && outer?.type !== 'MemberExpression')
      return { at: node, what: 'the whole environment of the process, secrets and all' };
  }
  return undefined;
}

/** In a branch, or an expression, that asks whether this is development. */
function isGuarded(node: Node, syntax: Syntax): boolean {
  for (const outer of syntax.tree.ancestorsOf(node)) {
    if (outer.type === 'IfStatement' && inDevelopment.test(syntax.textOf(outer.test))) return true;
    if (isFunction(outer)) break;
  }
  return [...syntax.tree.within(node)].some(
    (each) =>
      (each.type === 'ConditionalExpression' && inDevelopment.test(syntax.textOf(each.test))) ||
      (each.type === 'LogicalExpression' && inDevelopment.test(syntax.textOf(each.left))),
  );
}
