import type { Node } from 'oxc-parser';
import { bare } from '../../syntax/node.ts';
import type { Syntax } from '../../syntax/syntax.ts';
import type { SyntaxRule } from '../../syntax/syntax-rule.ts';

export const looseEquality: SyntaxRule = {
  id: 'loose-equality',
  severity: 'low',
  category: 'correctness',
  confidence: 80,
  suggestion: 'Compare values of one type with `===` or `!==`.',
  check(syntax, found) {
    for (const node of syntax.ofType('BinaryExpression')) {
      if (node.operator !== '==' && node.operator !== '!=') continue;
      const [left, right] = [kindOf(node.left, syntax), kindOf(node.right, syntax)];
      // `== null` is the short way to ask for null and undefined.
      if (left === 'nothing' || right === 'nothing') continue;
      const text = syntax.labelOf(node);
      if (left && left === right)
        found(node, `\`${text}\` compares two values of type ${left}; \`${node.operator}=\` says so.`, {
          severity: 'info',
        });
      else if (left && right)
        found(node, `\`${text}\` compares a ${left} with a ${right} after converting one of them.`, {
          ...{ severity: 'medium', confidence: 90, isByHand: true },
        });
      else
        found(node, `\`${text}\` converts its operands before it compares them where their types differ.`, {
          isByHand: true,
        });
    }
  },
};

type Kind = 'string' | 'number' | 'boolean' | 'bigint' | 'nothing';

function kindOf(expression: Node, syntax: Syntax): Kind | undefined {
  const node = bare(expression);
  if (node.type === 'UnaryExpression' && node.operator === 'typeof') return 'string';
  if (node.type === 'UnaryExpression' && node.operator === '!') return 'boolean';
  if (node.type === 'TemplateLiteral') return 'string';
  const constant = syntax.constantOf(node);
  if (!constant) return undefined;
  const { value } = constant;
  if (value === null || value === undefined) return 'nothing';
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? kindName(value)
    : 'bigint';
}

function kindName(value: string | number | boolean): Kind {
  if (typeof value === 'string') return 'string';
  return typeof value === 'number' ? 'number' : 'boolean';
}
