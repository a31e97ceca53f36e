import { memberName } from '../../../syntax/node.ts';
import type { SyntaxRule } from '../../../syntax/syntax-rule.ts';
import { argumentOf, isLiteral, methodCalls, propertyOf } from '../taint/calls.ts';

export const postMessageWildcard: SyntaxRule = {
  ...{ id: 'post-message-wildcard', severity: 'medium', confidence: 72, category: 'Pages (CWE-346)' },
  suggestion: 'Give the origin that the message is for, e.g. `https://app.example.com`.',
  check(syntax, found) {
    for (const { call } of methodCalls(syntax, /^postMessage$/)) {
      const target = argumentOf(call, 1);
      const [data] = call.arguments;
      const isForAll = isLiteral(target, '*') || isLiteral(propertyOf(target, 'targetOrigin'), '*');
      // What everybody knows, such as `ready`, may be told to everybody.
      if (!isForAll || !data || syntax.constantOf(data)) continue;
      found(call, 'This message goes to whatever page is in that window by then: its target is `*`.');
    }
  },
};

export const messageOriginUnchecked: SyntaxRule = {
  ...{ id: 'message-origin-unchecked', severity: 'low', confidence: 55, category: 'Pages (CWE-346)' },
  suggestion: 'Compare `event.origin` with the origin that the message has to come from.',
  check(syntax, found) {
    for (const call of syntax.ofType('CallExpression')) {
      if (syntax.nameOf(call.callee) !== 'addEventListener' || !isLiteral(argumentOf(call, 0), 'message')) continue;
      const owner = call.callee.type === 'MemberExpression' ? syntax.textOf(call.callee.object) : '';
      const listener = argumentOf(call, 1);
      // A worker's own scope hears from its page alone.
      if (
        owner !== 'window' ||
        !listener ||
        (listener.type !== 'ArrowFunctionExpression' && listener.type !== 'FunctionExpression')
      )
        continue;
      const looks = [...syntax.tree.within(listener)].some(
        (node) =>
          (node.type === 'MemberExpression' && /^(?:origin|source)$/.test(memberName(node) ?? '')) ||
          (node.type === 'Identifier' && /origin|source/i.test(node.name)),
      );
      if (!looks) found(call, 'Any page can send this listener a message: it does not look at `origin`.');
    }
  },
};
