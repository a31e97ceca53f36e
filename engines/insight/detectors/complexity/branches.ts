import type { Node } from 'oxc-parser';
import { type FunctionNode, isFunction, isLoop } from '../../syntax/node.ts';
import type { Syntax } from '../../syntax/syntax.ts';

/** What one function has of its own; the functions in it have theirs. */
export interface Branches {
  /** Ways through it, as McCabe counts them. */
  paths: number;
  /** How deep its statements are nested; an `else if` is as deep as its `if`. */
  depth: number;
}

const known = new WeakMap<Syntax, ReadonlyMap<FunctionNode, Branches>>();

export function branchesOf(fn: FunctionNode, syntax: Syntax): Branches {
  const all = known.get(syntax) ?? allBranches(syntax);
  known.set(syntax, all);
  return all.get(fn) ?? { paths: 1, depth: 0 };
}

function allBranches({ tree }: Syntax): ReadonlyMap<FunctionNode, Branches> {
  const all = new Map<FunctionNode, Branches>();
  const depths: number[] = [];
  for (const [index, node] of tree.nodes.entries()) {
    const parentIndex = tree.parents[index] ?? -1;
    const parent = tree.nodes[parentIndex];
    const outer = !parent || isFunction(parent) ? 0 : (depths[parentIndex] ?? 0);
    const depth = outer + (nests(node, parent) ? 1 : 0);
    depths.push(depth);
    if (isFunction(node)) all.set(node, { paths: 1, depth: 0 });
    const fn = tree.functionOf(node);
    const branches = fn && all.get(fn);
    if (!branches) continue;
    branches.depth = Math.max(branches.depth, depth);
    if (isDecision(node)) branches.paths += 1;
  }
  return all;
}

function nests(node: Node, parent: Node | undefined): boolean {
  if (node.type === 'IfStatement') return parent?.type !== 'IfStatement' || parent.alternate !== node;
  return isLoop(node) || node.type === 'SwitchStatement' || node.type === 'TryStatement';
}

function isDecision(node: Node): boolean {
  switch (node.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
    case 'LogicalExpression':
    case 'CatchClause':
      return true;
    case 'SwitchCase':
      return node.test !== null;
    case 'AssignmentExpression':
      return node.operator === '&&=' || node.operator === '||=' || node.operator === '??=';
    default:
      return isLoop(node);
  }
}
