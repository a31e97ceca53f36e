import type { Node } from 'oxc-parser';
import { type AssignedSecret, assignedSecretOf } from './assigned-secret.ts';
import type { Range } from './mask.ts';

/** What a node gives a name to: a variable, a property, a default, an assignment. */
export function secretsIn(node: Node): AssignedSecret[] {
  const named = namedValueOf(node);
  if (!named?.name || !named.value) return [];
  const { name } = named;
  return literalsOf(named.value).flatMap(({ text, range }) => assignedSecretOf(name, text, range) ?? []);
}

interface NamedValue {
  readonly name: string | undefined;
  readonly value: Node | null;
}

function namedValueOf(node: Node): NamedValue | undefined {
  switch (node.type) {
    case 'VariableDeclarator':
      return { name: nameOf(node.id), value: node.init };
    case 'Property':
    case 'PropertyDefinition':
      return { name: node.computed ? undefined : nameOf(node.key), value: node.value };
    case 'AssignmentExpression':
    case 'AssignmentPattern':
      return { name: nameOf(node.left), value: node.right };
    default:
      return undefined;
  }
}

function nameOf(node: Node): string | undefined {
  if (node.type === 'Identifier') return node.name;
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node.type === 'MemberExpression') return nameOf(node.property);
  return undefined;
}

interface Literal {
  readonly text: string;
  readonly range: Range;
}

/** Without the quotes; as written, which is longer than the text when there are escapes in it. */
const literal = (text: string, { start, end }: Range): Literal => ({ text, range: { start: start + 1, end: end - 1 } });

/** The literals that a value may be: itself, or what stands in for a missing setting. */
function literalsOf(node: Node): Literal[] {
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' ? [literal(node.value, node)] : [];
    case 'TemplateLiteral': {
      const [only] = node.quasis;
      return node.quasis.length === 1 && only ? [literal(only.value.raw, node)] : [];
    }
    case 'LogicalExpression':
      return literalsOf(node.right);
    case 'ConditionalExpression':
      return [...literalsOf(node.consequent), ...literalsOf(node.alternate)];
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
      return literalsOf(node.expression);
    default:
      return [];
  }
}
