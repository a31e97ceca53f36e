import type { Node } from 'oxc-parser';
import { bare, type NodeOf } from '../../../insight/syntax/node.ts';
import type { Syntax } from '../../../insight/syntax/syntax.ts';
import { nullishName, pathOf, presenceTest, strictPair } from './same-reference.ts';
import { type Change, changeOf, type Transformation } from './transformation.ts';

/** Members that are asked for only where their owner is there. What is merely truthy is another thing: `''` and `0` are there. */
export const optionalChaining: Transformation = {
  mentions: /[!=]=/,
  changes: (syntax) => [
    ...syntax.ofType('LogicalExpression').flatMap((node) => ofLogical(node, syntax) ?? []),
    ...syntax.ofType('ConditionalExpression').flatMap((node) => ofConditional(node, syntax) ?? []),
  ],
};

/** `a != null && a.b` is `false`, not `undefined`, without `a`: it must not matter. */
function ofLogical(node: NodeOf<'LogicalExpression'>, syntax: Syntax): Change | undefined {
  if (node.operator !== '&&' || !isOnlyTested(node, syntax)) return undefined;
  const operands = conjuncts(node.left);
  const [before, last] = [operands.at(-2), operands.at(-1)];
  if (!last) return undefined;
  const pair = before && strictPair(before, last, true);
  const test = pair && before ? { path: pair, start: before.start } : { path: presentIn(last), start: last.start };
  return test.path === undefined
    ? undefined
    : chained(node.right, test.path, { start: test.start, end: node.end }, syntax);
}

/** `[a, b, c]` of `a && b && c`, as far as no parentheses are in the way. */
function conjuncts(node: Node): Node[] {
  if (node.type !== 'LogicalExpression' || node.operator !== '&&') return [node];
  return [...conjuncts(node.left), node.right];
}

function presentIn(node: Node): string | undefined {
  const presence = presenceTest(node);
  return presence?.isPresent ? presence.path : undefined;
}

function ofConditional(node: NodeOf<'ConditionalExpression'>, syntax: Syntax): Change | undefined {
  const presence = presenceTest(node.test);
  if (!presence) return undefined;
  const [there, missing] = presence.isPresent ? [node.consequent, node.alternate] : [node.alternate, node.consequent];
  if (nullishName(missing) !== 'undefined') return undefined;
  return chained(there, presence.path, { start: node.start, end: node.end }, syntax);
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function chained(expression: Node, path: string, span: Span, syntax: Syntax): Change | undefined {
  const owner = ownerIn(expression, path);
  const outer = owner && syntax.tree.parentOf(owner);
  if (!owner || !outer || expression.type === 'ParenthesizedExpression') return undefined;
  const text = syntax.textOf(expression);
  const at = owner.end - expression.start;
  const rest = text.slice(at);
  const isDot = rest.trimStart().startsWith('.');
  const gap = rest.length - rest.trimStart().length;
  const tail = isDot ? `${rest.slice(0, gap)}?${rest.slice(gap)}` : `?.${rest}`;
  return changeOf({ ...span, text: `${text.slice(0, at)}${tail}` });
}

/** The part `a` of a chain like `a.b(1).c[2]`. A chain that ends in something else, e.g. an assignment, is none. */
function ownerIn(expression: Node, path: string): Node | undefined {
  let node: Node = expression.type === 'ChainExpression' ? expression.expression : expression;
  while (node.type === 'MemberExpression' || node.type === 'CallExpression') {
    const inner: Node = node.type === 'MemberExpression' ? node.object : node.callee;
    if (pathOf(inner) === path && bare(inner) === inner) return node.optional ? undefined : inner;
    node = inner;
  }
  return undefined;
}

/** Whether only the truth of a value counts, or nothing of it at all. */
function isOnlyTested(node: Node, { tree }: Syntax): boolean {
  let inner = node;
  for (const outer of tree.ancestorsOf(node)) {
    switch (outer.type) {
      case 'ParenthesizedExpression':
        break;
      case 'LogicalExpression':
        if (outer.operator === '??') return false;
        break;
      case 'UnaryExpression':
        return outer.operator === '!';
      case 'IfStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'ForStatement':
      case 'ConditionalExpression':
        return outer.test === inner;
      case 'ExpressionStatement':
        return true;
      default:
        return false;
    }
    inner = outer;
  }
  return false;
}
