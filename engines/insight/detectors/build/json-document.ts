import { JsonScanner, JsonSyntaxError } from './json-scanner.ts';

/** A value with the place where it stands. */
export interface JsonNode {
  /** As `JSON.parse` would give it. */
  readonly value: unknown;
  /** In UTF-16 code units. */
  readonly offset: number;
  /** Of an object, in the order of the text, also those whose key comes again. */
  readonly properties: readonly JsonProperty[];
  /** Of an array. */
  readonly items: readonly JsonNode[];
}

export interface JsonProperty {
  readonly key: string;
  readonly offset: number;
  readonly node: JsonNode;
}

export type JsonDocument =
  | { readonly root: JsonNode; readonly error?: undefined }
  | { readonly root?: undefined; readonly error: { readonly offset: number; readonly message: string } };

/** `jsonc` may have comments and commas after the last of a list, as configuration of TypeScript does. */
export type JsonDialect = 'json' | 'jsonc';

/** Nothing that people write is deeper. */
const deepest = 200;

/** Reads JSON with the places of everything in it. Never throws: what is not JSON gives the error. */
export function parseJson(text: string, dialect: JsonDialect): JsonDocument {
  const scanner = new JsonScanner(text, dialect === 'jsonc');
  try {
    const root = valueAt(scanner, 0);
    scanner.expectEnd();
    return { root };
  } catch (error) {
    if (error instanceof JsonSyntaxError) return { error: { offset: error.offset, message: error.message } };
    throw error;
  }
}

/** The node that a path of keys leads to. Of a key that comes twice, the last counts, as for `JSON.parse`. */
export function nodeAt(node: JsonNode | undefined, ...keys: readonly string[]): JsonNode | undefined {
  return keys.reduce((at, key) => at?.properties.findLast((property) => property.key === key)?.node, node);
}

function valueAt(scanner: JsonScanner, depth: number): JsonNode {
  if (depth > deepest) throw new JsonSyntaxError(scanner.position, `It is nested deeper than ${deepest} levels.`);
  scanner.skipSpace();
  const offset = scanner.position;
  if (scanner.take('{')) return objectAt(scanner, offset, depth);
  if (scanner.take('[')) return arrayAt(scanner, offset, depth);
  return { value: scanner.scalar(), offset, properties: [], items: [] };
}

function objectAt(scanner: JsonScanner, offset: number, depth: number): JsonNode {
  const properties: JsonProperty[] = [];
  scanner.list('}', () => {
    const at = scanner.position;
    const key = scanner.string('a name in double quotes');
    scanner.skipSpace();
    scanner.expect(':', 'a colon after the name');
    properties.push({ key, offset: at, node: valueAt(scanner, depth + 1) });
  });
  // Defines `__proto__` as a name like any other.
  const value = Object.fromEntries(properties.map(({ key, node }) => [key, node.value]));
  return { value, offset, properties, items: [] };
}

function arrayAt(scanner: JsonScanner, offset: number, depth: number): JsonNode {
  const items: JsonNode[] = [];
  scanner.list(']', () => items.push(valueAt(scanner, depth + 1)));
  return { value: items.map((item) => item.value), offset, properties: [], items };
}
