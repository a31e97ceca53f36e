import type { Node } from 'oxc-parser';
import { bare } from '../../../insight/syntax/node.ts';
import type { Syntax } from '../../../insight/syntax/syntax.ts';

/** Whether it does nothing but give a value: no call, no getter, no name that may not be there. */
export function isPure(expression: Node, syntax: Syntax): boolean {
  const node = bare(expression);
  const all = (parts: readonly (Node | null)[]) => parts.every((part) => part === null || isPure(part, syntax));
  switch (node.type) {
    case 'Literal':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'ThisExpression':
      return true;
    case 'Identifier':
      return node.name === 'undefined' || isInitialized(node, syntax);
    case 'ArrayExpression':
      return all(node.elements);
    case 'ObjectExpression':
      return node.properties.every(
        (each) =>
          each.type === 'Property' && (!each.computed || each.key.type === 'Literal') && isPure(each.value, syntax),
      );
    case 'UnaryExpression':
      return (node.operator === '!' || node.operator === 'typeof') && isPure(node.argument, syntax);
    case 'ConditionalExpression':
      return all([node.test, node.consequent, node.alternate]);
    case 'LogicalExpression':
      return all([node.left, node.right]);
    case 'TemplateLiteral':
      return node.expressions.length === 0;
    default:
      return false;
  }
}

/** A use of a name before its declaration throws. */
function isInitialized(node: Node, syntax: Syntax): boolean {
  const binding = syntax.bindingOf(node);
  if (!binding) return false;
  return ['import', 'function', 'parameter', 'var'].includes(binding.kind) || binding.identifier.start < node.start;
}
