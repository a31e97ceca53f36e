import { isNode, type Node, nameOf, nodesIn } from '../../architecture/syntax.ts';

/** Tells method calls on objects of the language and of Node.js, `new Set().delete` or `createHash().update`, from ours. */
export class BuiltIns {
  readonly #imported = new Set<string>();
  readonly #made = new Set<string>();
  readonly #others = new Set<string>();

  constructor(program: Node) {
    this.#collect(program);
  }

  has(receiver: unknown): boolean {
    if (!isNode(receiver)) return false;
    if (receiver.type === 'CallExpression')
      return this.#imported.has(nameOf(receiver.callee)) || this.#isChain(receiver.callee);
    const name = nameOf(receiver.type === 'MemberExpression' ? receiver.property : receiver);
    return this.#imported.has(name) || (this.#made.has(name) && !this.#others.has(name));
  }

  /** `createHash(…).update(…).digest(…)`: what a built-in answers is one, too. */
  #isChain(callee: unknown): boolean {
    return isNode(callee) && callee.type === 'MemberExpression' && this.has(callee.object);
  }

  #collect(node: Node): void {
    if (node.type === 'ImportDeclaration' && isNode(node.source) && String(node.source.value).startsWith('node:')) {
      for (const specifier of nodesIn(node.specifiers)) this.#imported.add(nameOf(specifier.local));
    }
    if (node.type === 'VariableDeclarator') this.#bind(nameOf(node.id), node.init);
    if (node.type === 'PropertyDefinition') this.#bind(nameOf(node.key), node.value);
    if (/Function/.test(node.type)) for (const parameter of nodesIn(node.params)) this.#others.add(nameOf(parameter));
    for (const child of Object.values(node).flat()) if (isNode(child)) this.#collect(child);
  }

  #bind(name: string, value: unknown): void {
    const isMade =
      isNode(value) && value.type === 'NewExpression' && /^(?:Weak)?(?:Map|Set)$/.test(nameOf(value.callee));
    (isMade ? this.#made : this.#others).add(name);
  }
}
