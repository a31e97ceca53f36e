import type { Node } from 'oxc-parser';
import { bare, keyName, memberName } from '../../../syntax/node.ts';
import type { Binding, IdentifierNode } from '../../../syntax/scope.ts';
import type { Syntax } from '../../../syntax/syntax.ts';

/** `a.b[c].d` as its first name and the names after it; `*` for what is computed. */
export interface Chain {
  readonly root: IdentifierNode;
  readonly path: readonly string[];
}

export function chainOf(expression: Node): Chain | undefined {
  const path: string[] = [];
  let node = bare(expression);
  while (node.type === 'MemberExpression') {
    path.unshift(memberName(node) ?? '*');
    node = bare(node.object);
  }
  return node.type === 'Identifier' ? { root: node, path } : undefined;
}

/** `['query', 'id']` for `x` of `{ query: { id: x } }`: where in a value a pattern finds what it binds. */
export function patternPath({ identifier }: Binding, pattern: Node, { tree }: Syntax): string[] {
  const path: string[] = [];
  let inner: Node = identifier;
  for (const outer of tree.ancestorsOf(identifier)) {
    if (inner === pattern) break;
    if (outer.type === 'Property') path.unshift(keyName(outer) ?? '*');
    inner = outer;
  }
  return path;
}
