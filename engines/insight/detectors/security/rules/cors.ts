import type { Node } from 'oxc-parser';
import type { Syntax } from '../../../syntax/syntax.ts';
import type { SyntaxRule } from '../../../syntax/syntax-rule.ts';
import { argumentOf, callsNamed, isLiteral, methodCalls, objectFor, propertyOf } from '../taint/calls.ts';
import { flowOf } from '../taint/flow.ts';

const cors = /^(?:cors|@koa\/cors|hono\/cors\.cors|@fastify\/cors|koa2-cors)$/;

export const corsWithCredentials: SyntaxRule = {
  ...{ id: 'cors-with-credentials', severity: 'high', confidence: 88, category: 'Access (CWE-942)' },
  suggestion: 'List the origins that may send cookies.',
  check(syntax, found) {
    for (const { call } of callsNamed(syntax, cors)) {
      const options = objectFor(argumentOf(call, 0), syntax);
      const origin = propertyOf(options, 'origin');
      if (!isLiteral(propertyOf(options, 'credentials'), true) || !origin) continue;
      if (isLiteral(origin, true) || mirrors(origin))
        found(origin, 'Every page of the web may send requests with the cookies of its visitor, and read the answers.');
      else if (isLiteral(origin, '*'))
        found(
          origin,
          '`*` is asked for together with credentials, which browsers refuse: what is meant, every page with cookies, is unsafe.',
          { severity: 'medium' },
        );
    }
    for (const { call } of methodCalls(syntax, /^(?:setHeader|header|set|append)$/)) {
      const value = argumentOf(call, 1);
      if (!value || !isHeader(argumentOf(call, 0), 'access-control-allow-origin')) continue;
      if (!allowsCredentials(call, syntax)) continue;
      const origin = flowOf(syntax).originOf(value);
      if (origin.kind === 'request')
        found(call, `Every page of the web may send requests with cookies: the allowed origin is \`${origin.label}\`.`);
      else if (isLiteral(value, '*'))
        found(
          call,
          '`*` is sent together with credentials, which browsers refuse: what is meant, every page with cookies, is unsafe.',
          { severity: 'medium' },
        );
    }
  },
};

/** `(origin, callback) => callback(null, true)`. */
function mirrors(origin: Node): boolean {
  if (origin.type !== 'ArrowFunctionExpression' && origin.type !== 'FunctionExpression') return false;
  if (origin.type === 'ArrowFunctionExpression' && origin.body.type === 'CallExpression')
    return isLiteral(argumentOf(origin.body, 1), true);
  return false;
}

function isHeader(node: Node | undefined, name: string): boolean {
  return node?.type === 'Literal' && typeof node.value === 'string' && node.value.toLowerCase() === name;
}

/** In the same function. */
function allowsCredentials(call: Node, syntax: Syntax): boolean {
  const around = syntax.tree.functionOf(call) ?? syntax.file.program;
  for (const node of syntax.tree.within(around)) {
    if (node.type !== 'CallExpression' || !isHeader(argumentOf(node, 0), 'access-control-allow-credentials')) continue;
    const value = argumentOf(node, 1);
    if (isLiteral(value, 'true') || isLiteral(value, true)) return true;
  }
  return false;
}
