import { type Expression, parseSync } from 'oxc-parser';

/** A value of a JSON text with where it stands; comments and trailing commas are taken. */
export type JsonNode = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'scalar' }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'object'; readonly members: readonly JsonMember[] }
);

export interface JsonMember {
  readonly key: string;
  /** From the key to the end of the value. */
  readonly start: number;
  readonly value: JsonNode;
}

/** JSON is an expression of JavaScript; in brackets, its braces are no block. Undefined for what is no JSON. */
export function jsonTreeOf(text: string): JsonNode | undefined {
  const { program, errors } = parseSync('data.js', `(${text}\n)`, { lang: 'js', preserveParens: false });
  const [statement, ...more] = program.body;
  if (errors.length > 0 || more.length > 0 || statement?.type !== 'ExpressionStatement') return undefined;
  return nodeOf(statement.expression);
}

function nodeOf(node: Expression): JsonNode | undefined {
  const span = { start: node.start - 1, end: node.end - 1 };
  if (isScalar(node)) return { ...span, kind: 'scalar' };
  if (node.type === 'ArrayExpression') {
    const items = node.elements.map((each) => (each && each.type !== 'SpreadElement' ? nodeOf(each) : undefined));
    return allOf(items) && { ...span, kind: 'array', items: items.flatMap((each) => each ?? []) };
  }
  if (node.type !== 'ObjectExpression') return undefined;
  const members = node.properties.map((each): JsonMember | undefined => {
    if (each.type !== 'Property' || each.kind !== 'init' || each.key.type !== 'Literal') return undefined;
    const value = nodeOf(each.value);
    return value && typeof each.key.value === 'string'
      ? { key: each.key.value, start: each.start - 1, value }
      : undefined;
  });
  return allOf(members) && { ...span, kind: 'object', members: members.flatMap((each) => each ?? []) };
}

function isScalar(node: Expression): boolean {
  if (node.type === 'UnaryExpression') return node.operator === '-' && isNumber(node.argument);
  return node.type === 'Literal' && (node.value === null ? node.raw === 'null' : isPlain(node.value));
}

const isNumber = (node: Expression) => node.type === 'Literal' && typeof node.value === 'number';
const isPlain = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);
const allOf = (values: readonly unknown[]) => (values.every((value) => value !== undefined) ? true : undefined);
