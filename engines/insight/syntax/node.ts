import type { Expression, Node } from 'oxc-parser';

export type NodeType = Node['type'];
export type NodeOf<T extends NodeType> = Node & { readonly type: T };

/** A test for one of these types. */
export function isNodeOf<T extends NodeType>(...types: readonly T[]): (node: Node) => node is NodeOf<T> {
  const wanted: ReadonlySet<string> = new Set(types);
  return (node): node is NodeOf<T> => wanted.has(node.type);
}

export type FunctionNode = NodeOf<'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression'>;

export function isFunction(node: Node): node is FunctionNode {
  const { type } = node;
  return type === 'FunctionDeclaration' || type === 'FunctionExpression' || type === 'ArrowFunctionExpression';
}

export type LoopNode = NodeOf<
  'ForStatement' | 'ForOfStatement' | 'ForInStatement' | 'WhileStatement' | 'DoWhileStatement'
>;

export const loopTypes = [
  'ForStatement',
  'ForOfStatement',
  'ForInStatement',
  'WhileStatement',
  'DoWhileStatement',
] as const;

export const isLoop = isNodeOf(...loopTypes);

export type CallNode = NodeOf<'CallExpression' | 'NewExpression'>;

export const isCall = isNodeOf('CallExpression', 'NewExpression');

const wrappers = isNodeOf(
  'ParenthesizedExpression',
  'ChainExpression',
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
);

/** Without parentheses, types and the frame of an optional chain, none of which changes the value. */
export function bare(node: Expression): Expression;
export function bare(node: Node): Node;
export function bare(node: Node): Node {
  let inner = node;
  while (wrappers(inner)) inner = inner.expression;
  return inner;
}

/** `b` of `a.b`, `a['b']` and `a.#b`; undefined for what is computed at run time, and for no member. */
export function memberName(node: Node): string | undefined {
  if (node.type !== 'MemberExpression') return undefined;
  if (!node.computed) return node.property.name;
  return node.property.type === 'Literal' && typeof node.property.value === 'string' ? node.property.value : undefined;
}

/** The name of a property, a method or a member of an object; undefined for what is computed at run time. */
export function keyName({ key, computed }: { readonly key: Node; readonly computed: boolean }): string | undefined {
  if (!computed && (key.type === 'Identifier' || key.type === 'PrivateIdentifier')) return key.name;
  return key.type === 'Literal' && typeof key.value === 'string' ? key.value : undefined;
}
