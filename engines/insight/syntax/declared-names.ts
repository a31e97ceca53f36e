import type { Node } from 'oxc-parser';
import { isFunction } from './node.ts';
import type { BindingKind, IdentifierNode } from './scope.ts';

export interface DeclaredName {
  readonly kind: BindingKind;
  readonly identifier: IdentifierNode;
  /** `own` is the scope that the node itself opens, `outer` the one that it stands in. */
  readonly into: 'own' | 'outer' | 'function';
  readonly declaration: Node;
}

/** The names that this node declares; a VariableDeclarator is asked through its VariableDeclaration. */
export function declaredNames(node: Node): readonly DeclaredName[] {
  if (isFunction(node) || node.type === 'TSDeclareFunction') return functionNames(node);
  switch (node.type) {
    case 'VariableDeclaration':
      return node.declarations.flatMap((declaration) =>
        namesIn(declaration.id).map((identifier) => ({
          ...{ kind: node.kind, identifier, declaration },
          into: node.kind === 'var' ? ('function' as const) : ('outer' as const),
        })),
      );
    case 'ClassDeclaration':
      return node.id ? [{ kind: 'class', identifier: node.id, into: 'outer', declaration: node }] : [];
    case 'ClassExpression':
      return node.id ? [{ kind: 'class', identifier: node.id, into: 'own', declaration: node }] : [];
    case 'CatchClause':
      return namesIn(node.param).map((identifier) => ({ kind: 'catch', identifier, into: 'own', declaration: node }));
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
      return [{ kind: 'import', identifier: node.local, into: 'outer', declaration: node }];
    case 'TSImportEqualsDeclaration':
      return [{ kind: 'import', identifier: node.id, into: 'outer', declaration: node }];
    default:
      return typeNames(node);
  }
}

/** Most nodes declare nothing. */
const none: readonly DeclaredName[] = [];

function typeNames(node: Node): readonly DeclaredName[] {
  if (node.type === 'TSEnumDeclaration')
    return [{ kind: 'enum', identifier: node.id, into: 'outer', declaration: node }];
  if (node.type === 'TSInterfaceDeclaration' || node.type === 'TSTypeAliasDeclaration')
    return [{ kind: 'type', identifier: node.id, into: 'outer', declaration: node }];
  if (node.type === 'TSModuleDeclaration' && node.id.type === 'Identifier')
    return [{ kind: 'namespace', identifier: node.id, into: 'outer', declaration: node }];
  return none;
}

function functionNames(node: Extract<Node, { params: unknown; id: unknown }>): DeclaredName[] {
  const isExpression = node.type === 'FunctionExpression';
  const names: DeclaredName[] = node.id
    ? [{ kind: 'function', identifier: node.id, into: isExpression ? 'own' : 'outer', declaration: node }]
    : [];
  for (const param of node.params) {
    for (const identifier of namesIn(param))
      names.push({ kind: 'parameter', identifier, into: 'own', declaration: node });
  }
  return names;
}

/** The identifiers that a pattern binds, e.g. `a` and `c` of `{ a, b: [c] }`. */
export function namesIn(pattern: Node | null): IdentifierNode[] {
  const names: IdentifierNode[] = [];
  const waiting: (Node | null)[] = [pattern];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (node?.type === 'Identifier') names.push(node);
    else if (node) waiting.push(...partsOf(node).toReversed());
  }
  return names;
}

function partsOf(node: Node): (Node | null)[] {
  switch (node.type) {
    case 'ObjectPattern':
      return node.properties.map((each) => (each.type === 'Property' ? each.value : each.argument));
    case 'ArrayPattern':
      return node.elements;
    case 'AssignmentPattern':
      return [node.left];
    case 'RestElement':
      return [node.argument];
    case 'TSParameterProperty':
      return [node.parameter];
    default:
      return [];
  }
}
