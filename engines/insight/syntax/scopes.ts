import type { Node } from 'oxc-parser';
import { declaredNames } from './declared-names.ts';
import { isFunction, isNodeOf } from './node.ts';
import { type Binding, type IdentifierNode, OpenScope, type Scope } from './scope.ts';
import type { SyntaxTree } from './syntax-tree.ts';
import { accessOf, isUse } from './use.ts';

const scopeTypes = isNodeOf(
  'Program',
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'TSDeclareFunction',
  'BlockStatement',
  'ForStatement',
  'ForOfStatement',
  'ForInStatement',
  'SwitchStatement',
  'CatchClause',
  'ClassDeclaration',
  'ClassExpression',
  'StaticBlock',
  'TSModuleBlock',
);
/** Where `var` belongs. */
const functionScopes = isNodeOf(
  'Program',
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'StaticBlock',
  'TSModuleBlock',
);

/** Which name stands for what: all declarations of a file with all their uses. Names of types are resolved as well. */
export class Scopes {
  readonly #tree: SyntaxTree;
  /** By the index of the node. */
  readonly #scopes: readonly OpenScope[];
  readonly #bindings = new Map<Node, Binding>();
  readonly #globals: Node[] = [];

  constructor(tree: SyntaxTree) {
    this.#tree = tree;
    this.#scopes = this.#declare(tree);
    for (const [index, node] of tree.nodes.entries()) {
      if (node.type !== 'Identifier' && node.type !== 'JSXIdentifier') continue;
      const parent = tree.nodes[tree.parents[index] ?? -1];
      if (!parent || this.#bindings.has(node)) continue;
      const isName = node.type === 'Identifier' ? isUse(node, parent, tree) : isComponent(node, parent);
      if (!isName) continue;
      const binding = this.#scopes[index]?.find(node.name);
      if (!binding) {
        this.#globals.push(node);
        continue;
      }
      binding.references.push({ node, ...accessOf(node, tree) });
      this.#bindings.set(node, binding);
    }
  }

  /** What an identifier declares or uses; undefined for a global, and for what is no use of a name. */
  bindingOf(node: Node): Binding | undefined {
    return this.#bindings.get(node);
  }

  /** The innermost scope that a node stands in. */
  scopeOf(node: Node): Scope | undefined {
    return this.#scopes[this.#tree.indexOf(node)];
  }

  /** Uses of names that this file does not declare. */
  get globals(): readonly Node[] {
    return this.#globals;
  }

  #declare(tree: SyntaxTree): readonly OpenScope[] {
    const scopes: OpenScope[] = [];
    const declared: { readonly identifier: IdentifierNode; readonly scope: OpenScope }[] = [];
    for (const [index, node] of tree.nodes.entries()) {
      const parentIndex = tree.parents[index] ?? -1;
      const outer = scopes[parentIndex];
      const own = !outer || opensScope(node, tree.nodes[parentIndex]) ? new OpenScope(node, outer) : outer;
      scopes.push(own);
      for (const { kind, identifier, into, declaration } of declaredNames(node)) {
        const near = into === 'own' ? own : (outer ?? own);
        const scope = into === 'function' ? functionScopeOf(near) : near;
        scope.declare(kind, identifier, declaration);
        declared.push({ identifier, scope });
      }
    }
    for (const { identifier, scope } of declared) {
      const binding = scope.bindings.get(identifier.name);
      if (binding) this.#bindings.set(identifier, binding);
    }
    return scopes;
  }
}

/** The body of a function shares the scope of its parameters. */
function opensScope(node: Node, parent: Node | undefined): boolean {
  if (!scopeTypes(node)) return false;
  return node.type !== 'BlockStatement' || !parent || !isFunction(parent);
}

function functionScopeOf(scope: OpenScope): OpenScope {
  let outer = scope;
  while (!functionScopes(outer.node) && outer.parent) outer = outer.parent;
  return outer;
}

/** `<Panel>` and the `Panel` of `<Panel.Body>`; what begins with a small letter is an element of the page. */
function isComponent(node: Node & { readonly name: unknown }, parent: Node): boolean {
  if (typeof node.name !== 'string') return false;
  if (parent.type === 'JSXMemberExpression') return parent.object === node;
  const isElement = parent.type === 'JSXOpeningElement' || parent.type === 'JSXClosingElement';
  return isElement && /^[A-Z_$]/.test(node.name);
}
