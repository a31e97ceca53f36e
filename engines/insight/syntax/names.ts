import type { Node } from 'oxc-parser';
import { bare, keyName, memberName } from './node.ts';
import type { Binding } from './scope.ts';
import type { Scopes } from './scopes.ts';
import type { SyntaxTree } from './syntax-tree.ts';

/** Longer chains are of no known API. */
const deepest = 12;
const globalObjects: ReadonlySet<string> = new Set(['globalThis', 'window', 'self', 'global']);

/**
 * What an expression is known as outside of this file: `fs.readFileSync` for every way to import, rename, destructure or
 * require it, `fs.promises.open` for `open` of `node:fs/promises`, `JSON.parse` for a global, and `express().get` for the
 * method of what a call, or `new`, gives. A default import goes by the name of its module. Undefined for what this
 * file defines itself, or gets as a parameter.
 */
export class Names {
  readonly #tree: SyntaxTree;
  readonly #scopes: Scopes;
  readonly #known = new Map<Node, string | undefined>();
  readonly #bindings = new Map<Binding, string | undefined>();

  constructor(tree: SyntaxTree, scopes: Scopes) {
    this.#tree = tree;
    this.#scopes = scopes;
  }

  nameOf(expression: Node): string | undefined {
    return this.#nameOf(expression, 0);
  }

  #nameOf(expression: Node, depth: number): string | undefined {
    if (depth > deepest) return undefined;
    const node = bare(expression);
    if (this.#known.has(node)) return this.#known.get(node);
    const name = this.#resolve(node, depth);
    // What was too deep from here may be near enough from elsewhere.
    if (depth === 0 || name !== undefined) this.#known.set(node, name);
    return name;
  }

  #resolve(node: Node, depth: number): string | undefined {
    switch (node.type) {
      case 'Identifier': {
        const binding = this.#scopes.bindingOf(node);
        return binding ? this.#ofBinding(binding, depth) : node.name;
      }
      case 'MemberExpression': {
        const owner = this.#nameOf(node.object, depth + 1);
        const member = memberName(node);
        return owner === undefined || member === undefined ? undefined : memberOf(owner, member);
      }
      case 'AwaitExpression':
        return this.#nameOf(node.argument, depth + 1);
      case 'ImportExpression':
        return node.source.type === 'Literal' ? moduleName(node.source.value) : undefined;
      case 'CallExpression':
      case 'NewExpression': {
        const callee = this.#nameOf(node.callee, depth + 1);
        if (callee === 'require' && node.arguments[0]?.type === 'Literal') return moduleName(node.arguments[0].value);
        return callee === undefined ? undefined : `${callee}()`;
      }
      default:
        return undefined;
    }
  }

  #ofBinding(binding: Binding, depth: number): string | undefined {
    if (this.#bindings.has(binding)) return this.#bindings.get(binding);
    // What refers to itself on the way has no name.
    this.#bindings.set(binding, undefined);
    const name = this.#declaredAs(binding, depth);
    this.#bindings.set(binding, name);
    return name;
  }

  #declaredAs({ declaration, identifier, isConstant }: Binding, depth: number): string | undefined {
    if (declaration.type === 'VariableDeclarator') {
      if (!isConstant || !declaration.init) return undefined;
      const path = pathTo(identifier, declaration.id, this.#tree);
      const owner = path && this.#nameOf(declaration.init, depth + 1);
      return owner && path.reduce(memberOf, owner);
    }
    if (declaration.type === 'TSImportEqualsDeclaration') {
      const { moduleReference: from } = declaration;
      return from.type === 'TSExternalModuleReference' ? moduleName(from.expression.value) : undefined;
    }
    const from = this.#tree.parentOf(declaration);
    if (from?.type !== 'ImportDeclaration') return undefined;
    const module = moduleName(from.source.value);
    if (declaration.type !== 'ImportSpecifier' || module === undefined) return module;
    const { imported } = declaration;
    return memberOf(module, imported.type === 'Identifier' ? imported.name : imported.value);
  }
}

/** `[]` for the name itself, `['b']` for `x` of `{ b: x }`; undefined where a default or a list comes between. */
function pathTo(identifier: Node, pattern: Node, tree: SyntaxTree): string[] | undefined {
  const path: string[] = [];
  for (let node: Node | undefined = identifier; node !== pattern; ) {
    const outer: Node | undefined = node && tree.parentOf(node);
    if (outer?.type === 'Property') {
      const name = keyName(outer);
      if (name === undefined) return undefined;
      path.unshift(name);
    } else if (outer?.type !== 'ObjectPattern') return undefined;
    node = outer;
  }
  return path;
}

function memberOf(owner: string, member: string): string {
  if (globalObjects.has(owner)) return member;
  return member === 'default' ? owner : `${owner}.${member}`;
}

function moduleName(specifier: unknown): string | undefined {
  if (typeof specifier !== 'string') return undefined;
  return specifier.replace(/^node:/, '').replace(/^(\w+)\/promises$/, '$1.promises');
}
