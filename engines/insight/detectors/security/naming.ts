import type { Node } from 'oxc-parser';
import { functionName } from '../../syntax/functions.ts';
import { isFunction, keyName, memberName } from '../../syntax/node.ts';
import type { Syntax } from '../../syntax/syntax.ts';

/** The names that say what a value is for, nearest first: the variables, properties and arguments on its way, and the function around it. */
export function purposeOf(node: Node, syntax: Syntax): string[] {
  const names: string[] = [];
  for (const outer of syntax.tree.ancestorsOf(node)) {
    const name = isFunction(outer) ? functionName(outer, syntax.tree) : undefined;
    // A function without a name is part of what it is passed to.
    if (name !== undefined) return [...names, name];
    names.push(...namesOf(outer));
  }
  return names;
}

function namesOf(node: Node): string[] {
  switch (node.type) {
    case 'VariableDeclarator':
      return node.id.type === 'Identifier' ? [node.id.name] : [];
    case 'AssignmentExpression':
      return [node.left.type === 'Identifier' ? node.left.name : (memberName(node.left) ?? '')];
    case 'Property':
    case 'PropertyDefinition':
      return [keyName(node) ?? ''];
    default:
      return [];
  }
}
