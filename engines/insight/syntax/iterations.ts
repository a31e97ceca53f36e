import type { Node } from 'oxc-parser';
import { bare, type FunctionNode, isFunction, isLoop, type LoopNode, memberName, type NodeOf } from './node.ts';
import type { Syntax } from './syntax.ts';

/** Methods that call a function for each element. */
const iterators: ReadonlySet<string> = new Set([
  ...['forEach', 'map', 'flatMap', 'filter', 'find', 'findIndex', 'findLast', 'findLastIndex', 'some', 'every'],
  ...['reduce', 'reduceRight'],
]);

/** What runs once for each element of a collection. */
export interface Iteration {
  readonly node: LoopNode | NodeOf<'CallExpression'>;
  /** What runs again and again: the body of a loop, or a callback. */
  readonly body: Node;
  /** What it goes through; undefined for a loop that only counts or waits. */
  readonly collection: Node | undefined;
}

/** `items.map((item) => …)`; undefined where the callback is no function that stands here. */
export function iteratingCall(call: Node): (Iteration & { readonly body: FunctionNode }) | undefined {
  if (call.type !== 'CallExpression') return undefined;
  const callee = bare(call.callee);
  const method = memberName(callee);
  const callback = call.arguments[0] && bare(call.arguments[0]);
  if (!method || !iterators.has(method) || callee.type !== 'MemberExpression' || !callback) return undefined;
  return isFunction(callback) ? { node: call, body: callback, collection: callee.object } : undefined;
}

/** The iterations around a node, innermost first, through callbacks but through no other function. */
export function* iterationsAround(node: Node, { tree }: Syntax): Generator<Iteration> {
  let inner = node;
  for (const outer of tree.ancestorsOf(node)) {
    if (isLoop(outer) && outer.body === inner) yield { node: outer, body: inner, collection: collectionOf(outer) };
    if (isFunction(outer)) {
      const call = tree.parentOf(outer);
      const iteration = call && iteratingCall(call);
      if (iteration?.body !== outer) return;
      yield iteration;
    }
    inner = outer;
  }
}

/** `items` of `for (const item of items)` and of `for (let i = 0; i < items.length; i++)`. */
export function collectionOf(loop: LoopNode): Node | undefined {
  if (loop.type === 'ForOfStatement' || loop.type === 'ForInStatement') return loop.right;
  if (loop.type !== 'ForStatement' || loop.test?.type !== 'BinaryExpression') return undefined;
  const limit = bare(loop.test.right);
  return limit.type === 'MemberExpression' && memberName(limit) === 'length' ? limit.object : undefined;
}

/** A list that is written down, which does not grow with the data. */
export function isFixedList(collection: Node, syntax: Syntax): boolean {
  const node = bare(collection);
  if (node.type === 'ArrayExpression') return node.elements.every((each) => each?.type !== 'SpreadElement');
  const binding = node.type === 'Identifier' ? syntax.bindingOf(node) : undefined;
  const declaration = binding?.isConstant ? binding.declaration : undefined;
  if (declaration?.type !== 'VariableDeclarator' || declaration.id !== binding?.identifier || !declaration.init)
    return false;
  const init = bare(declaration.init);
  return init.type === 'ArrayExpression' && init.elements.length > 0 && isFixedList(init, syntax);
}

/** Whether a part of the code uses something that is declared in an outer part, e.g. the variable of a loop. */
export function usesNameOf(part: Node, outer: Node, syntax: Syntax): boolean {
  return syntax.tree.within(part).some((node) => {
    const scope = node.type === 'Identifier' ? syntax.bindingOf(node)?.scope.node : undefined;
    return scope !== undefined && syntax.tree.isWithin(scope, outer);
  });
}
