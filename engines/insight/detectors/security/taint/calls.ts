import type { Node } from 'oxc-parser';
import { bare, type CallNode, keyName, memberName, type NodeOf } from '../../../syntax/node.ts';
import type { Syntax } from '../../../syntax/syntax.ts';

export interface NamedCall {
  readonly call: CallNode;
  /** As it is known outside of this file, or else the name of its method. */
  readonly name: string;
}

/** Calls, and `new`, of what is known by such a name: `child_process.exec`. */
export function* callsNamed(syntax: Syntax, pattern: RegExp): Generator<NamedCall> {
  for (const call of syntax.ofType('CallExpression', 'NewExpression')) {
    const name = syntax.nameOf(call.callee);
    if (name !== undefined && pattern.test(name)) yield { call, name };
  }
}

/** Calls of methods of such a name, of whatever object: `db.query`. */
export function* methodCalls(syntax: Syntax, pattern: RegExp): Generator<NamedCall & { readonly owner: Node }> {
  for (const call of syntax.ofType('CallExpression')) {
    const callee = bare(call.callee);
    const name = memberName(callee);
    if (callee.type === 'MemberExpression' && name !== undefined && pattern.test(name))
      yield { call, name, owner: bare(callee.object) };
  }
}

/** An argument; undefined where there is none, and where a spread makes it uncertain. */
export function argumentOf(call: CallNode, nth: number): Node | undefined {
  const before = call.arguments.slice(0, nth + 1);
  const argument = call.arguments[nth];
  return argument && !before.some(({ type }) => type === 'SpreadElement') ? bare(argument) : undefined;
}

/** The value of a property of an object that is written out; undefined where there is none. */
export function propertyOf(node: Node | undefined, name: string): Node | undefined {
  if (node?.type !== 'ObjectExpression') return undefined;
  for (const each of node.properties) {
    if (each.type === 'Property' && keyName(each) === name) return bare(each.value);
  }
  return undefined;
}

/** Whether all properties of an object are written out, so that a missing one is missing. */
export function isComplete(node: Node | undefined): node is NodeOf<'ObjectExpression'> {
  return (
    node?.type === 'ObjectExpression' && node.properties.every((each) => each.type === 'Property' && !each.computed)
  );
}

export const isLiteral = (node: Node | undefined, value: string | number | boolean | null): boolean =>
  node?.type === 'Literal' && node.value === value;

/** An object that is written out here or, once, in a constant of this file. */
export function objectFor(node: Node | undefined, syntax: Syntax): Node | undefined {
  if (node?.type !== 'Identifier') return node;
  const binding = syntax.bindingOf(node);
  if (!binding?.isConstant || binding.declaration.type !== 'VariableDeclarator') return undefined;
  const { init, id } = binding.declaration;
  return init && id === binding.identifier ? bare(init) : undefined;
}
