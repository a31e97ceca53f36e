import type { Node } from 'oxc-parser';
import { bare, memberName } from '../../../syntax/node.ts';
import type { Syntax } from '../../../syntax/syntax.ts';
import { isChecked } from './sanitizer.ts';

/** A piece of a text that is put together: as it is written, or what is not known until it runs. */
export type Part = { readonly text: string } | { readonly hole: Node };

/** Code can be written whose text doubles with every line. */
const mostParts = 400;
const deepest = 40;

/** The pieces of a text in their order, through templates, `+`, `concat`, `join` and the variables in between. */
export function partsOf(expression: Node, syntax: Syntax): Part[] {
  const parts: Part[] = [];
  const seen = new Set<Node>();
  const add = (node: Node, depth: number): void => {
    if (parts.length >= mostParts) return;
    const constant = syntax.constantOf(node);
    const pieces = constant || depth > deepest || seen.has(node) ? undefined : piecesOf(node, syntax);
    if (constant) parts.push({ text: String(constant.value) });
    else if (!pieces) parts.push({ hole: node });
    else {
      seen.add(node);
      for (const piece of pieces) {
        if (typeof piece === 'string') parts.push({ text: piece });
        else add(bare(piece), depth + 1);
      }
      seen.delete(node);
    }
  };
  add(bare(expression), 0);
  return parts;
}

type Piece = string | Node;

/** Undefined for what is no text that is put together. */
function piecesOf(node: Node, syntax: Syntax): Piece[] | undefined {
  switch (node.type) {
    case 'TemplateLiteral':
      return node.quasis.flatMap(({ value }, nth): Piece[] => {
        const expression = node.expressions[nth];
        return [value.cooked ?? value.raw, ...(expression ? [expression] : [])];
      });
    case 'BinaryExpression':
      return node.operator === '+' ? operandsOf(node) : undefined;
    case 'ConditionalExpression':
      return [node.consequent, node.alternate];
    case 'CallExpression':
      return piecesOfCall(node);
    case 'Identifier':
      return piecesOfName(node, syntax);
    default:
      return undefined;
  }
}

/** `a + b + c` leans to the left, and may be very long. */
function operandsOf(sum: Node): Node[] {
  const operands: Node[] = [];
  let node = sum;
  while (node.type === 'BinaryExpression' && node.operator === '+') {
    operands.push(node.right);
    node = bare(node.left);
  }
  return [...operands, node].reverse();
}

function piecesOfCall(node: Node & { readonly type: 'CallExpression' }): Piece[] | undefined {
  const { callee } = node;
  if (callee.type !== 'MemberExpression') return undefined;
  const method = memberName(callee);
  if (method === 'concat' && bare(callee.object).type !== 'ArrayExpression') return [callee.object, ...node.arguments];
  const list = bare(callee.object);
  if (method === 'join' && list.type === 'ArrayExpression')
    return list.elements.flatMap((each) => (each ? [each, ' '] : []));
  return /^(?:trim|trimEnd|trimStart|toString)$/.test(method ?? '') ? [callee.object] : undefined;
}

/** What a variable of this file is given, all of it: `let sql = 'select …'; sql += where;`. */
function piecesOfName(node: Node, syntax: Syntax): Piece[] | undefined {
  const binding = syntax.bindingOf(node);
  if (!binding || isChecked(binding, syntax)) return undefined;
  const { declaration, identifier, references } = binding;
  if (declaration.type !== 'VariableDeclarator' || declaration.id !== identifier) return undefined;
  const written = references.filter(({ isWrite }) => isWrite).map((each) => syntax.tree.parentOf(each.node));
  const values = written.map((parent) => (parent?.type === 'AssignmentExpression' ? parent.right : undefined));
  const given = [...(declaration.init ? [declaration.init] : []), ...values];
  if (given.includes(undefined)) return undefined;
  const nodes = given.flatMap((value) => (value ? [bare(value)] : []));
  return nodes.some((value) => isComposed(value, syntax)) ? nodes : undefined;
}

/** Only a text is followed through its variable: another value is asked for its origin by the name that it has here. */
function isComposed(node: Node, syntax: Syntax): boolean {
  if (syntax.constantOf(node) || node.type === 'TemplateLiteral') return true;
  if (node.type === 'CallExpression') return piecesOfCall(node) !== undefined;
  return node.type === 'BinaryExpression' && node.operator === '+';
}
