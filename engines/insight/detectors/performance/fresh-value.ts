import type { Node } from 'oxc-parser';
import { bare, isFunction, type NodeOf } from '../../syntax/node.ts';
import { isComponent } from '../../syntax/react.ts';
import type { Syntax } from '../../syntax/syntax.ts';

/** Of an attribute in a component, what kind of new value it has, if it has one. */
export function freshValue(
  attribute: NodeOf<'JSXAttribute' | 'JSXSpreadAttribute'>,
  syntax: Syntax,
): string | undefined {
  if (attribute.type !== 'JSXAttribute' || attribute.value?.type !== 'JSXExpressionContainer') return undefined;
  const component = syntax.tree.functionOf(attribute);
  if (!component || !isComponent(component, syntax)) return undefined;
  const value = bare(attribute.value.expression);
  const kind = kindOf(value);
  if (kind || value.type !== 'Identifier') return kind;
  const binding = syntax.bindingOf(value);
  const { declaration } = binding ?? {};
  if (!binding?.isConstant || binding.scope.node !== component || declaration?.type !== 'VariableDeclarator')
    return undefined;
  return declaration.id === binding.identifier && declaration.init ? kindOf(bare(declaration.init)) : undefined;
}

function kindOf(value: Node): string | undefined {
  if (value.type === 'ObjectExpression') return 'a new object';
  if (value.type === 'ArrayExpression') return 'a new array';
  return isFunction(value) ? 'a new function' : undefined;
}
