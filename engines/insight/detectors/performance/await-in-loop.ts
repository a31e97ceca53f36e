import type { Node } from 'oxc-parser';
import { loopsAround } from '../../syntax/functions.ts';
import { isFixedList, usesNameOf } from '../../syntax/iterations.ts';
import { bare, type LoopNode, memberName } from '../../syntax/node.ts';
import type { Syntax } from '../../syntax/syntax.ts';
import { isProduction, type SyntaxRule } from '../../syntax/syntax-rule.ts';
import { isQueryInLoop } from './query-in-loop.ts';
import { awaitedRead } from './waiting.ts';

export const awaitInLoop: SyntaxRule = {
  id: 'await-in-loop',
  severity: 'info',
  category: 'performance',
  confidence: 65,
  suggestion: 'Start them together with `await Promise.all(items.map(…))`, or a few at a time where there may be many.',
  appliesTo: (syntax) => isProduction(syntax) && !syntax.isScript,
  check(syntax, found) {
    const told = new Set<Node>();
    for (const wait of syntax.ofType('AwaitExpression')) {
      const call = isCollected(wait, syntax) ? awaitedRead(wait, syntax) : undefined;
      const [loop, ...outer] = call ? loopsAround(wait, syntax.tree) : [];
      if (!call || !loop || outer.length > 0 || told.has(loop) || isQueryInLoop(call, syntax)) continue;
      if (!hasIndependentTurns(loop, call, syntax)) continue;
      told.add(loop);
      found(
        wait,
        `Each turn of this loop waits for ${syntax.labelOf(call.callee)}() of the turn before, and does not need it.`,
      );
    }
  },
};

/** Kept, in what does not ask in which order; a hash or a stream that takes it does. */
function isCollected(wait: Node, { tree }: Syntax): boolean {
  const parent = tree.parentOf(wait);
  if (parent?.type === 'VariableDeclarator' || parent?.type === 'AssignmentExpression') return true;
  return parent?.type === 'CallExpression' && /^(?:push|set|add)$/.test(memberName(bare(parent.callee)) ?? '');
}

/** Whether the loop goes through a list, to its end, and carries nothing from one turn to the next. */
function hasIndependentTurns(
  loop: LoopNode,
  call: Node & { readonly arguments: readonly Node[] },
  syntax: Syntax,
): boolean {
  if (loop.type !== 'ForOfStatement' || loop.await || isFixedList(loop.right, syntax)) return false;
  const [declaration] = loop.left.type === 'VariableDeclaration' ? loop.left.declarations : [];
  if (!declaration || !call.arguments.some((argument) => usesNameOf(argument, loop, syntax))) return false;
  const isOuter = (node: Node) => {
    const scope = syntax.bindingOf(node)?.scope.node;
    return scope !== undefined && !syntax.tree.isWithin(scope, loop);
  };
  for (const node of syntax.tree.withinFunction(loop.body)) {
    const leaves = node.type === 'BreakStatement' || node.type === 'ReturnStatement' || node.type === 'YieldExpression';
    if (leaves || node.type === 'TryStatement') return false;
    if (node.type === 'AssignmentExpression' && isOuter(node.left)) return false;
    if (node.type === 'UpdateExpression' && isOuter(node.argument)) return false;
  }
  return !sharesState(loop, call, syntax);
}

/** Whether the call takes something from outside of the loop that the loop uses for something else as well. */
function sharesState(loop: LoopNode, call: Node & { readonly arguments: readonly Node[] }, syntax: Syntax): boolean {
  return call.arguments.some((argument) =>
    syntax.tree.within(argument).some((node) => {
      const binding = node.type === 'Identifier' ? syntax.bindingOf(node) : undefined;
      if (!binding || binding.kind === 'import' || syntax.tree.isWithin(binding.scope.node, loop)) return false;
      return binding.references.some(
        (use) => syntax.tree.isWithin(use.node, loop.body) && !syntax.tree.isWithin(use.node, call),
      );
    }),
  );
}
