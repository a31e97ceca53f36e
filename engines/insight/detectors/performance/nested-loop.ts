import type { Node } from 'oxc-parser';
import { collectionOf, isFixedList, iteratingCall, iterationsAround } from '../../syntax/iterations.ts';
import { bare, type FunctionNode, isLoop, loopTypes, memberName } from '../../syntax/node.ts';
import type { Binding } from '../../syntax/scope.ts';
import type { Syntax } from '../../syntax/syntax.ts';
import type { Found, SyntaxRule } from '../../syntax/syntax-rule.ts';

/** Methods that look through a list for what a Map would give at once. */
const searches: ReadonlySet<string> = new Set(['find', 'findIndex', 'findLast', 'findLastIndex', 'filter', 'some']);
const lookups: ReadonlySet<string> = new Set(['includes', 'indexOf', 'lastIndexOf']);
/** More levels of loops nobody writes by hand. */
const mostLevels = 20;

/** A short list is searched fast, and all pairs may be what is asked for. */
const brief = { severity: 'low', confidence: 70 } as const;

export const nestedLoop: SyntaxRule = {
  id: 'nested-loop',
  severity: 'medium',
  category: 'performance',
  confidence: 80,
  suggestion: 'Build a Map or a Set of the list once, before the loop, and look up in it.',
  check(syntax, found) {
    for (const call of syntax.ofType('CallExpression')) {
      const callee = bare(call.callee);
      if (callee.type !== 'MemberExpression') continue;
      const method = memberName(callee) ?? '';
      const isSearch = searches.has(method) && comparesOne(iteratingCall(call)?.body);
      if (isSearch) tell(call, callee.object, syntax, found);
      else if (lookups.has(method) || iteratingCall(call)) tell(call, callee.object, syntax, found, brief);
    }
    for (const loop of syntax.ofType(...loopTypes)) {
      const collection = collectionOf(loop);
      // A loop without a beginning goes on where it was the last time.
      if (collection && (loop.type !== 'ForStatement' || loop.init)) tell(loop, collection, syntax, found, brief);
    }
  },
};

function tell(node: Node, collection: Node, syntax: Syntax, found: Found, detail?: Parameters<Found>[2]): void {
  const path = pathOf(collection, syntax);
  if (!path || isThrown(node, syntax) || isFixedList(collection, syntax)) return;
  let level = 0;
  for (const outer of iterationsAround(node, syntax)) {
    level += 1;
    if (level > mostLevels) return;
    const around = outer.collection && pathOf(outer.collection, syntax);
    if (around?.root !== path.root || around.text !== path.text) continue;
    // From the place of the outer loop on: all pairs, each once, is what was meant.
    if (isPairwise(node, outer.node, syntax)) return;
    const again = isLoop(node) ? 'goes' : 'looks';
    found(
      node,
      `This ${again} through ${path.text} for each element of ${path.text}: the time grows with the square of its length.`,
      detail,
    );
    return;
  }
}

/** `(each) => each.id === id`: what a Map would give at once. */
function comparesOne(callback: FunctionNode | undefined): boolean {
  const body = callback?.body && bare(callback.body);
  return body?.type === 'BinaryExpression' && body.operator.startsWith('==');
}

/** What is part of an error runs once, and then no more. */
function isThrown(node: Node, { tree }: Syntax): boolean {
  for (const outer of tree.ancestorsOf(node)) {
    if (outer.type === 'ThrowStatement') return true;
    if (outer.type.endsWith('Statement')) return false;
  }
  return false;
}

/** Whether the inner loop begins at a variable of the outer one. */
function isPairwise(loop: Node, outer: Node, syntax: Syntax): boolean {
  if (loop.type !== 'ForStatement' || loop.init?.type !== 'VariableDeclaration') return false;
  return loop.init.declarations.some(({ init }) =>
    init ? syntax.tree.within(init).some((part) => syntax.bindingOf(part)?.scope.node === outer) : false,
  );
}

/** A name or a path of names whose value stays the same; a path that is worked out is another list each time. */
function pathOf(collection: Node, syntax: Syntax): { root: Binding | 'this'; text: string } | undefined {
  let node = bare(collection);
  while (node.type === 'MemberExpression' && !node.computed) node = bare(node.object);
  if (node.type === 'ThisExpression') return { root: 'this', text: syntax.textOf(collection) };
  const binding = node.type === 'Identifier' ? syntax.bindingOf(node) : undefined;
  return binding?.isConstant ? { root: binding, text: syntax.textOf(collection) } : undefined;
}
