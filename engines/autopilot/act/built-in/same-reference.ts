import type { Node } from 'oxc-parser';
import { bare } from '../../../insight/syntax/node.ts';

/** `a.b.c` as one name; undefined for what is called or computed on the way. */
export function pathOf(expression: Node): string | undefined {
  const node = bare(expression);
  if (node.type === 'Identifier') return node.name;
  if (node.type === 'ThisExpression') return 'this';
  if (node.type !== 'MemberExpression' || node.computed || node.optional) return undefined;
  const owner = pathOf(node.object);
  return owner && `${owner}.${node.property.type === 'PrivateIdentifier' ? '#' : ''}${node.property.name}`;
}

/** `x != null`, `x !== undefined && x !== null`, or the opposites: the path that is asked about. */
export function presenceTest(expression: Node): { readonly path: string; readonly isPresent: boolean } | undefined {
  const node = bare(expression);
  if (node.type === 'BinaryExpression' && (node.operator === '!=' || node.operator === '==')) {
    const path = nullishName(node.right) ? pathOf(node.left) : undefined;
    return path === undefined ? undefined : { path, isPresent: node.operator === '!=' };
  }
  if (node.type !== 'LogicalExpression' || node.operator === '??') return undefined;
  const isPresent = node.operator === '&&';
  const path = strictPair(node.left, node.right, isPresent);
  return path === undefined ? undefined : { path, isPresent };
}

/** The path that one of two comparisons asks about for `null`, and the other for `undefined`. */
export function strictPair(left: Node, right: Node, isPresent: boolean): string | undefined {
  const [first, second] = [strictTest(left, isPresent), strictTest(right, isPresent)];
  return first && first.path === second?.path && first.name !== second.name ? first.path : undefined;
}

function strictTest(expression: Node, isPresent: boolean): { path: string; name: string } | undefined {
  const node = bare(expression);
  if (node.type !== 'BinaryExpression' || node.operator !== (isPresent ? '!==' : '===')) return undefined;
  const [path, name] = [pathOf(node.left), nullishName(node.right)];
  return path !== undefined && name ? { path, name } : undefined;
}

export function nullishName(expression: Node): 'null' | 'undefined' | undefined {
  const node = bare(expression);
  if (node.type === 'Literal' && node.raw === 'null') return 'null';
  return node.type === 'Identifier' && node.name === 'undefined' ? 'undefined' : undefined;
}
