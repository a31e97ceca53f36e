import type { Node } from 'oxc-parser';
import { bare, isFunction, memberName } from '../../syntax/node.ts';
import type { Syntax } from '../../syntax/syntax.ts';
import { everywhere, type SyntaxRule } from '../../syntax/syntax-rule.ts';
import { type DeprecatedApi, deprecatedApis } from './deprecated-apis.ts';

/** `Buffer.from ? Buffer.from(x) : new Buffer(x)`: it is only called where there is nothing better. */
function isForOldNode(call: Node, { id }: DeprecatedApi, syntax: Syntax): boolean {
  if (id !== 'deprecated-new-buffer') return false;
  for (const outer of syntax.tree.ancestorsOf(call)) {
    const isBranch = outer.type === 'ConditionalExpression' || outer.type === 'IfStatement';
    if (isBranch && /\bBuffer\.(?:from|alloc)\b/.test(syntax.textOf(outer.test))) return true;
    if (isFunction(outer)) return false;
  }
  return false;
}

const byName = new Map(deprecatedApis.flatMap((api) => api.names.map((name) => [name, api] as const)));

/** Each API has a rule id of its own, as its repair does. */
export const deprecatedApi: SyntaxRule = {
  id: 'deprecated-api',
  severity: 'low',
  category: 'maintainability',
  confidence: 95,
  suggestion: 'Use what took its place.',
  appliesTo: everywhere,
  check(syntax, found) {
    for (const call of syntax.ofType('CallExpression', 'NewExpression')) {
      const name = syntax.nameOf(call.callee);
      const api = name === undefined ? undefined : byName.get(name);
      if (api && name !== undefined && !isForOldNode(call, api, syntax)) {
        const { id: ruleId, severity, instead } = api;
        found(call, `${name} is deprecated in Node.`, { ruleId, severity, suggestion: `Use ${instead}.` });
      } else if (memberName(bare(call.callee)) === 'substr' && call.arguments.length > 0) {
        found(call, 'String.prototype.substr is not part of the core of the language, and deprecated.', {
          ...{ ruleId: 'deprecated-substr', severity: 'info', confidence: 85 },
          suggestion: 'Use `slice(start, end)`.',
        });
      }
    }
  },
};
