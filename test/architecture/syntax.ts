/** A node of an ESTree syntax tree, https://github.com/estree/estree; read by its property names, whatever its kind. */
export interface Node extends Readonly<Record<string, unknown>> {
  readonly type: string;
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

export function nodesIn(value: unknown): Node[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** Of an identifier or a literal key; empty for anything else. */
export function nameOf(value: unknown): string {
  if (!isNode(value)) return '';
  const name = value.type === 'Literal' ? value.value : value.name;
  return typeof name === 'string' ? name : '';
}

export function propertiesOf(object: Node): Map<string, Node> {
  return new Map(nodesIn(object.properties).map((property) => [nameOf(property.key), property]));
}
