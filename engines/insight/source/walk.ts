import { type Node, visitorKeys } from 'oxc-parser';

/** The nodes around one, from the program down to its parent. */
export type Ancestors = readonly Node[];

/** Visits every node, parents before children; a subtree whose visit gives `false` is left out. */
export function walk(root: Node, enter: (node: Node, ancestors: Ancestors) => unknown): void {
  const ancestors: Node[] = [];
  const visit = (node: Node) => {
    if (enter(node, ancestors) === false) return;
    ancestors.push(node);
    for (const child of childrenOf(node)) visit(child);
    ancestors.pop();
  };
  visit(root);
}

/** In the order of the source. */
export function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (const key of visitorKeys[node.type] ?? []) {
    const value: unknown = Reflect.get(node, key);
    if (Array.isArray(value)) children.push(...value.filter(isNode));
    else if (isNode(value)) children.push(value);
  }
  return children;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
