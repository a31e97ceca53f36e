import type { Node } from 'oxc-parser';
import type { NodeOf } from './node.ts';

export type IdentifierNode = NodeOf<'Identifier'>;

export type BindingKind =
  | 'var'
  | 'let'
  | 'const'
  | 'using'
  | 'await using'
  | 'function'
  | 'class'
  | 'parameter'
  | 'catch'
  | 'import'
  | 'enum'
  | 'namespace'
  | 'type';

/** A use of a name. A declaration is none, not even one with a value. */
export interface Reference {
  readonly node: IdentifierNode | NodeOf<'JSXIdentifier'>;
  readonly isWrite: boolean;
  /** `x += 1` and `x++` are both. */
  readonly isRead: boolean;
}

/** What a name stands for in its scope. */
export interface Binding {
  readonly name: string;
  readonly kind: BindingKind;
  readonly identifier: IdentifierNode;
  /** VariableDeclarator, function, class, import specifier, CatchClause, …; the function for a parameter. */
  readonly declaration: Node;
  readonly scope: Scope;
  /** In the order of the source. */
  readonly references: readonly Reference[];
  /** Nothing gives it another value after its declaration, and there is only one. */
  readonly isConstant: boolean;
}

export interface Scope {
  /** Program, function, block, loop, switch, catch clause, class, TSModuleBlock or StaticBlock. */
  readonly node: Node;
  readonly parent: Scope | undefined;
  readonly bindings: ReadonlyMap<string, Binding>;
}

/** While the scopes are built, a binding learns its uses. */
export class OpenBinding implements Binding {
  readonly references: Reference[] = [];
  declarations = 1;
  readonly name: string;
  readonly scope: Scope;
  kind: BindingKind;
  identifier: IdentifierNode;
  declaration: Node;

  constructor(scope: Scope, kind: BindingKind, identifier: IdentifierNode, declaration: Node) {
    this.name = identifier.name;
    this.scope = scope;
    this.kind = kind;
    this.identifier = identifier;
    this.declaration = declaration;
  }

  get isConstant(): boolean {
    return this.declarations === 1 && !this.references.some(({ isWrite }) => isWrite);
  }

  /** An overload, or a type of the same name, gives way to what is there when the code runs. */
  declareAgain(kind: BindingKind, identifier: IdentifierNode, declaration: Node): void {
    if (this.kind !== 'type' && this.declaration.type !== 'TSDeclareFunction') {
      if (kind !== 'type') this.declarations += 1;
      return;
    }
    this.kind = kind;
    this.identifier = identifier;
    this.declaration = declaration;
  }
}

export class OpenScope implements Scope {
  readonly bindings = new Map<string, OpenBinding>();
  readonly node: Node;
  readonly parent: OpenScope | undefined;

  constructor(node: Node, parent: OpenScope | undefined) {
    this.node = node;
    this.parent = parent;
  }

  declare(kind: BindingKind, identifier: IdentifierNode, declaration: Node): void {
    const known = this.bindings.get(identifier.name);
    if (known) known.declareAgain(kind, identifier, declaration);
    else this.bindings.set(identifier.name, new OpenBinding(this, kind, identifier, declaration));
  }

  find(name: string): OpenBinding | undefined {
    for (let scope: OpenScope | undefined = this; scope; scope = scope.parent) {
      const binding = scope.bindings.get(name);
      if (binding) return binding;
    }
    return undefined;
  }
}
