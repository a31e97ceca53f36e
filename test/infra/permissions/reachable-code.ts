import { isNode, type Node, nameOf, nodesIn } from '../../architecture/syntax.ts';
import { BuiltIns } from './built-ins.ts';

/**
 * Walks the code that an entry can run: the top level of the bundle, and from there every function that is named by an
 * identifier, and every method that is named by a property access. Types are gone, so two methods of one name are one:
 * what is found is never too little, and now and then too much.
 */
export class ReachableCode {
  readonly #functions = new Map<string, Node[]>();
  readonly #methods = new Map<string, Node[]>();
  readonly #identifiers = new Set<string>();
  readonly #properties = new Set<string>();
  readonly #builtIns: BuiltIns;
  readonly #see: (node: Node) => void;
  #pending: Node[] = [];

  constructor(program: Node, see: (node: Node) => void) {
    this.#see = see;
    this.#builtIns = new BuiltIns(program);
    for (const statement of nodesIn(program.body)) this.#declare(statement);
    for (let next = this.#pending.pop(); next; next = this.#pending.pop()) this.#visit(next);
  }

  /** A function at the top level waits until somebody names it; everything else there runs. */
  #declare(statement: Node): void {
    if (statement.type === 'FunctionDeclaration' || statement.type === 'ClassDeclaration') {
      this.#wait(this.#functions, this.#identifiers, nameOf(statement.id), statement);
      return;
    }
    if (statement.type !== 'VariableDeclaration') {
      this.#pending.push(statement);
      return;
    }
    for (const declarator of nodesIn(statement.declarations)) {
      if (isFunction(declarator.init))
        this.#wait(this.#functions, this.#identifiers, nameOf(declarator.id), declarator.init);
      else this.#pending.push(declarator);
    }
  }

  #visit(node: Node): void {
    this.#see(node);
    if (node.type === 'Identifier') this.#reach(this.#functions, this.#identifiers, nameOf(node));
    if (node.type === 'MemberExpression' && !node.computed) {
      if (!this.#builtIns.has(node.object)) this.#reach(this.#methods, this.#properties, nameOf(node.property));
      this.#visitAll([node.object]);
    } else if (node.type === 'Property' || node.type === 'MethodDefinition') this.#member(node);
    else this.#visitAll(Object.values(node));
  }

  #member(node: Node): void {
    if (node.computed) this.#visitAll([node.key]);
    const name = nameOf(node.key);
    if (isFunction(node.value) && node.kind !== 'constructor' && !node.computed) {
      this.#wait(this.#methods, this.#properties, name, node.value);
      return;
    }
    this.#reach(this.#methods, this.#properties, name);
    this.#visitAll([node.value]);
  }

  #visitAll(values: readonly unknown[]): void {
    for (const value of values.flat()) if (isNode(value)) this.#visit(value);
  }

  #wait(waiting: Map<string, Node[]>, reached: ReadonlySet<string>, name: string, node: Node): void {
    if (reached.has(name)) this.#pending.push(...bodyOf(node));
    else waiting.set(name, [...(waiting.get(name) ?? []), node]);
  }

  #reach(waiting: Map<string, Node[]>, reached: Set<string>, name: string): void {
    reached.add(name);
    this.#pending.push(...(waiting.get(name) ?? []).flatMap(bodyOf));
    waiting.delete(name);
  }
}

/** Without its own name, which does not call it. */
function bodyOf(node: Node): Node[] {
  return [...nodesIn(node.params), ...[node.superClass, node.body].filter(isNode)];
}

function isFunction(value: unknown): value is Node {
  return isNode(value) && /^(?:Arrow)?FunctionExpression$/.test(value.type);
}
