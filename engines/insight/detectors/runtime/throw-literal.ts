import type { Node } from 'oxc-parser';
import { bare, isNodeOf } from '../../syntax/node.ts';
import type { Syntax } from '../../syntax/syntax.ts';
import type { SyntaxRule } from '../../syntax/syntax-rule.ts';

const isLiteral = isNodeOf('Literal', 'TemplateLiteral', 'ObjectExpression', 'ArrayExpression');

export const throwLiteral: SyntaxRule = {
  id: 'throw-literal',
  severity: 'low',
  category: 'reliability',
  confidence: 95,
  suggestion: 'Throw an `Error`, or a class that extends it; it carries the stack and has a message.',
  check(syntax, found) {
    for (const { argument } of syntax.ofType('ThrowStatement')) {
      const thrown = bare(argument);
      if (!isString(thrown, syntax) && !isLiteral(thrown)) continue;
      found(
        argument,
        `${syntax.labelOf(argument)} is thrown, which is no Error: it has no stack, and \`instanceof Error\` misses it.`,
      );
    }
  },
};

function isString(node: Node, syntax: Syntax): boolean {
  if (node.type === 'TemplateLiteral') return true;
  if (node.type === 'BinaryExpression' && node.operator === '+')
    return (
      isString(bare(node.right), syntax) || (bare(node.left).type === 'Literal' && isString(bare(node.left), syntax))
    );
  return node.type === 'Literal' && typeof node.value === 'string';
}
