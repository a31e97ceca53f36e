import type { Node } from 'oxc-parser';
import { bare } from './node.ts';
import type { Scopes } from './scopes.ts';

export type ConstantValue = string | number | boolean | bigint | null | undefined;
/** In a box, for `undefined` is a value as well. */
export interface Constant {
  readonly value: ConstantValue;
}

/** Code can be written whose text doubles with every line. */
const longest = 10_000;
const deepest = 100;

/** Values that are known without running anything: literals, what is made of them, and names that always stand for one. */
export class Constants {
  readonly #scopes: Scopes;
  readonly #known = new Map<Node, Constant | undefined>();

  constructor(scopes: Scopes) {
    this.#scopes = scopes;
  }

  constantOf(expression: Node, depth = 0): Constant | undefined {
    if (depth > deepest) return undefined;
    const node = bare(expression);
    if (this.#known.has(node)) return this.#known.get(node);
    // What refers to itself on the way is not known.
    this.#known.set(node, undefined);
    const constant = this.#fold(node, depth + 1);
    const isTooLong = typeof constant?.value === 'string' && constant.value.length > longest;
    this.#known.set(node, isTooLong ? undefined : constant);
    return this.#known.get(node);
  }

  #fold(node: Node, depth: number): Constant | undefined {
    const of = (part: Node) => this.constantOf(part, depth);
    switch (node.type) {
      case 'Literal':
        return typeof node.value === 'object' && node.value !== null ? undefined : { value: node.value };
      case 'TemplateLiteral': {
        const parts = node.expressions.map(of);
        if (parts.includes(undefined)) return undefined;
        const text = node.quasis.map(({ value }, nth) => `${nth ? parts[nth - 1]?.value : ''}${value.cooked ?? ''}`);
        return { value: text.join('') };
      }
      case 'Identifier':
        return this.#ofName(node, depth);
      case 'UnaryExpression': {
        const argument = of(node.argument);
        return argument && unary(node.operator, argument.value);
      }
      case 'BinaryExpression': {
        const [left, right] = [of(node.left), of(node.right)];
        return left && right && binary(node.operator, left.value, right.value);
      }
      case 'LogicalExpression': {
        const left = of(node.left);
        return left && (isDecided(node.operator, left.value) ? left : of(node.right));
      }
      case 'ConditionalExpression': {
        const test = of(node.test);
        return test && of(test.value ? node.consequent : node.alternate);
      }
      default:
        return undefined;
    }
  }

  #ofName(node: Node & { readonly name: string }, depth: number): Constant | undefined {
    const binding = this.#scopes.bindingOf(node);
    if (!binding) return node.name === 'undefined' ? { value: undefined } : undefined;
    const { declaration, kind, identifier } = binding;
    if (declaration.type !== 'VariableDeclarator' || declaration.id !== identifier) return undefined;
    // A `var` or `let` may be read before it has its value.
    return kind === 'const' && declaration.init ? this.constantOf(declaration.init, depth) : undefined;
  }
}

function isDecided(operator: string, value: ConstantValue): boolean {
  if (operator === '??') return value !== null && value !== undefined;
  return operator === '||' ? Boolean(value) : !value;
}

function unary(operator: string, value: ConstantValue): Constant | undefined {
  if (operator === '!') return { value: !value };
  if (operator === 'void') return { value: undefined };
  if (operator === 'typeof') return { value: value === null ? 'object' : typeof value };
  if (typeof value === 'bigint') return undefined;
  if (operator === '-') return { value: -Number(value) };
  return operator === '+' ? { value: Number(value) } : undefined;
}

function binary(operator: string, left: ConstantValue, right: ConstantValue): Constant | undefined {
  if (operator === '===') return { value: left === right };
  if (operator === '!==') return { value: left !== right };
  if (operator === '+' && (typeof left === 'string' || typeof right === 'string')) return { value: `${left}${right}` };
  if (typeof left !== 'number' || typeof right !== 'number') return undefined;
  const operation = arithmetic.get(operator);
  return operation && { value: operation(left, right) };
}

const arithmetic = new Map<string, (a: number, b: number) => number | boolean>([
  ['+', (a, b) => a + b],
  ['-', (a, b) => a - b],
  ['*', (a, b) => a * b],
  ['/', (a, b) => a / b],
  ['%', (a, b) => a % b],
  ['**', (a, b) => a ** b],
  ['<', (a, b) => a < b],
  ['<=', (a, b) => a <= b],
  ['>', (a, b) => a > b],
  ['>=', (a, b) => a >= b],
]);
