import { type Node, type Program, visitorKeys } from 'oxc-parser';
import { type FunctionNode, isFunction, type NodeOf, type NodeType } from './node.ts';

/**
 * All nodes of a file in the order of a walk, each with its parent and its subtree, so that no question walks the tree
 * again. It is built without recursion: an expression of ten thousand terms is ten thousand levels deep.
 */
export class SyntaxTree {
  readonly nodes: readonly Node[];
  readonly #index = new Map<Node, number>();
  /** Of each node, the index of its parent; -1 for the program. */
  readonly parents: readonly number[];
  /** In the order of the source. */
  readonly functions: FunctionNode[] = [];
  /** The index after the last node of the subtree. */
  readonly #ends: readonly number[];
  readonly #functions: readonly (FunctionNode | undefined)[];
  readonly #byType = new Map<string, Node[]>();

  constructor(program: Program) {
    const nodes: Node[] = [];
    const parents: number[] = [];
    const functions: (FunctionNode | undefined)[] = [];
    const waiting: Node[] = [program];
    const waitingParents: number[] = [-1];
    for (let node = waiting.pop(); node; node = waiting.pop()) {
      const parent = waitingParents.pop() ?? -1;
      const above = nodes[parent];
      const index = nodes.push(node) - 1;
      parents.push(parent);
      functions.push(above && isFunction(above) ? above : functions[parent]);
      this.#index.set(node, index);
      if (isFunction(node)) this.functions.push(node);
      const same = this.#byType.get(node.type);
      if (same) same.push(node);
      else this.#byType.set(node.type, [node]);
      pushChildren(node, waiting);
      while (waitingParents.length < waiting.length) waitingParents.push(index);
    }
    this.nodes = nodes;
    this.parents = parents;
    this.#functions = functions;
    this.#ends = endsOf(parents);
  }

  ofType<T extends NodeType>(...types: T[]): readonly NodeOf<T>[] {
    return types.flatMap((type) => {
      const isOfType = (node: Node): node is NodeOf<T> => node.type === type;
      return (this.#byType.get(type) ?? []).filter(isOfType);
    });
  }

  parentOf(node: Node): Node | undefined {
    return this.nodes[this.parents[this.indexOf(node)] ?? -1];
  }

  /** From the parent up to the program. */
  *ancestorsOf(node: Node): Generator<Node> {
    for (let above = this.parentOf(node); above; above = this.parentOf(above)) yield above;
  }

  /** The node and all below it. */
  within(node: Node): readonly Node[] {
    const index = this.indexOf(node);
    return this.nodes.slice(index, this.#ends[index]);
  }

  /** The node and all below it, but for what is in the functions in it, which run at another time. */
  *withinFunction(node: Node): Generator<Node> {
    const begin = this.indexOf(node);
    const end = this.#ends[begin] ?? begin;
    for (let index = begin; index < end; index += 1) {
      const each = this.nodes[index];
      if (!each) continue;
      yield each;
      if (index !== begin && isFunction(each)) index = (this.#ends[index] ?? index + 1) - 1;
    }
  }

  isWithin(node: Node, outer: Node): boolean {
    const index = this.indexOf(node);
    const begin = this.indexOf(outer);
    return index >= begin && index < (this.#ends[begin] ?? begin);
  }

  /** The function whose parameters or body this is part of; undefined at the level of the module. */
  functionOf(node: Node): FunctionNode | undefined {
    return this.#functions[this.indexOf(node)];
  }

  indexOf(node: Node): number {
    const index = this.#index.get(node);
    if (index === undefined) throw new Error(`This ${node.type} belongs to another tree.`);
    return index;
  }
}

/** The last first, so that the first is the next to be taken. */
function pushChildren(node: Node, waiting: Node[]): void {
  const keys = visitorKeys[node.type] ?? [];
  for (let nth = keys.length - 1; nth >= 0; nth -= 1) {
    const value: unknown = Reflect.get(node, keys[nth] ?? '');
    if (!Array.isArray(value)) {
      if (isNode(value)) waiting.push(value);
      continue;
    }
    for (let at = value.length - 1; at >= 0; at -= 1) {
      const child: unknown = value[at];
      if (isNode(child)) waiting.push(child);
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function endsOf(parents: readonly number[]): number[] {
  const ends = parents.map((_, index) => index + 1);
  for (let index = parents.length - 1; index > 0; index -= 1) {
    const parent = parents[index] ?? 0;
    ends[parent] = Math.max(ends[parent] ?? 0, ends[index] ?? 0);
  }
  return ends;
}
