import type { Node } from 'oxc-parser';
import { bare, type FunctionNode, isFunction, isLoop, isNodeOf } from '../../syntax/node.ts';
import type { Syntax } from '../../syntax/syntax.ts';
import type { SyntaxTree } from '../../syntax/syntax-tree.ts';

interface Score {
  /** Without the functions in it. */
  own: number;
  /** With them. */
  total: number;
  /** How much `total` grows for each level that the function is nested deeper. */
  perLevel: number;
  isComponent: boolean;
}

const isJsx = isNodeOf('JSXElement', 'JSXFragment');
const known = new WeakMap<Syntax, ReadonlyMap<FunctionNode, number>>();

/**
 * Cognitive complexity after the white paper of SonarSource. What is in a nested function counts for the outer one, a
 * level deeper. An outer function that only declares others, a component of React and a class stand in for a module:
 * the functions in them count for themselves. 0 for a function that counts for another.
 */
export function cognitiveScoreOf(fn: FunctionNode, syntax: Syntax): number {
  const scores = known.get(syntax) ?? scoresOf(syntax);
  known.set(syntax, scores);
  return scores.get(fn) ?? 0;
}

function scoresOf(syntax: Syntax): ReadonlyMap<FunctionNode, number> {
  const { tree } = syntax;
  const levels: number[] = [];
  const scores = new Map<FunctionNode, Score>();
  for (const [index, node] of tree.nodes.entries()) {
    const parentIndex = tree.parents[index] ?? -1;
    const level = levelOf(node, tree.nodes[parentIndex], levels[parentIndex]);
    levels.push(level);
    if (isFunction(node)) scores.set(node, { own: 0, total: 0, perLevel: 0, isComponent: false });
    const fn = tree.functionOf(node);
    const score = fn && scores.get(fn);
    if (!score) continue;
    if (isJsx(node)) score.isComponent = true;
    const cost = costOf(node, tree);
    score.own += cost.flat + (cost.isNestable ? 1 + level : 0);
    score.perLevel += cost.isNestable ? 1 : 0;
  }
  for (const fn of recursiveFunctions(syntax)) {
    const score = scores.get(fn);
    if (score) score.own += 1;
  }
  return totalsOf(scores, levels, tree);
}

/** Inner functions come after outer ones, so that from the end each is complete before it counts for another. */
function totalsOf(scores: ReadonlyMap<FunctionNode, Score>, levels: readonly number[], tree: SyntaxTree) {
  const totals = new Map<FunctionNode, number>();
  for (const [fn, score] of [...scores].toReversed()) {
    score.total += score.own;
    const outerFunction = isMember(fn, tree) ? undefined : tree.functionOf(fn);
    const outer = outerFunction && scores.get(outerFunction);
    const standsAlone = !outer || outer.isComponent || outer.own === 0;
    totals.set(fn, standsAlone ? score.total : 0);
    if (!outer || standsAlone) continue;
    outer.total += score.total + score.perLevel * ((levels[tree.indexOf(fn)] ?? 0) + 1);
    outer.perLevel += score.perLevel;
  }
  return totals;
}

function isMember(fn: FunctionNode, tree: SyntaxTree): boolean {
  const type = tree.parentOf(fn)?.type;
  return type === 'MethodDefinition' || type === 'PropertyDefinition';
}

/** How deep a node is nested in its function. */
function levelOf(node: Node, parent: Node | undefined, level = 0): number {
  if (!parent || isFunction(parent)) return 0;
  return isNested(node, parent) ? level + 1 : level;
}

function isNested(node: Node, parent: Node): boolean {
  switch (parent.type) {
    case 'IfStatement':
      return node === parent.consequent || (node === parent.alternate && node.type !== 'IfStatement');
    case 'ConditionalExpression':
      return node !== parent.test;
    case 'SwitchStatement':
      return node !== parent.discriminant;
    case 'CatchClause':
      return node === parent.body;
    default:
      return isLoop(parent) && node === parent.body;
  }
}

interface Cost {
  readonly flat: number;
  readonly isNestable: boolean;
}

const free: Cost = { flat: 0, isNestable: false };

function costOf(node: Node, tree: SyntaxTree): Cost {
  switch (node.type) {
    case 'IfStatement': {
      const hasElse = node.alternate && node.alternate.type !== 'IfStatement';
      const parent = tree.parentOf(node);
      const isElseIf = parent?.type === 'IfStatement' && parent.alternate === node;
      return { flat: (hasElse ? 1 : 0) + (isElseIf ? 1 : 0), isNestable: !isElseIf };
    }
    case 'SwitchStatement':
    case 'CatchClause':
    case 'ConditionalExpression':
      return { flat: 0, isNestable: true };
    case 'BreakStatement':
    case 'ContinueStatement':
      return { flat: node.label ? 1 : 0, isNestable: false };
    case 'LogicalExpression':
      return { flat: beginsSequence(node, tree) ? 1 : 0, isNestable: false };
    default:
      return isLoop(node) ? { flat: 0, isNestable: true } : free;
  }
}

/** `a && b && c` is one thought, `a && b || c` are two; `??` and `shown && <Panel />` are a shorthand for what is easy to read. */
function beginsSequence(node: Node & { type: 'LogicalExpression' }, tree: SyntaxTree): boolean {
  if (node.operator === '??' || isJsx(bare(node.right))) return false;
  let outer = tree.parentOf(node);
  while (outer?.type === 'ParenthesizedExpression') outer = tree.parentOf(outer);
  return outer?.type !== 'LogicalExpression' || outer.operator !== node.operator;
}

function recursiveFunctions(syntax: Syntax): ReadonlySet<FunctionNode> {
  const calls = syntax.ofType('CallExpression').flatMap((call) => {
    const declaration = syntax.bindingOf(call.callee)?.declaration;
    return declaration && isFunction(declaration) && syntax.tree.isWithin(call, declaration) ? [declaration] : [];
  });
  return new Set(calls);
}
