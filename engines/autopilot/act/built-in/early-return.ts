import type { Node } from 'oxc-parser';
import { bare, isFunction, isLoop, type NodeOf } from '../../../insight/syntax/node.ts';
import type { Syntax } from '../../../insight/syntax/syntax.ts';
import { indentAt } from '../indent.ts';
import { blockText } from './block-text.ts';
import { canUnwrap } from './statement-list.ts';
import { type Change, changeOf, type Transformation } from './transformation.ts';

/** Deeper than this, Insight reports the code. */
const deepest = 4;

/** Code in too many levels loses one where an `if` holds all the rest of a function or of a loop. */
export const earlyReturn: Transformation = {
  mentions: /\bif\b/,
  changes: (syntax) => syntax.ofType('BlockStatement').flatMap((block) => change(block, syntax) ?? []),
};

function change(list: NodeOf<'BlockStatement'>, syntax: Syntax): Change | undefined {
  const owner = syntax.tree.parentOf(list);
  const last = list.body.at(-1);
  if (!owner || last?.type !== 'IfStatement' || last.alternate || last.consequent.type !== 'BlockStatement')
    return undefined;
  const leave = wayOut(owner);
  if (!leave || last.consequent.body.length === 0 || depthOf(last, syntax) <= deepest) return undefined;
  if (!canUnwrap(last.consequent, list, syntax)) return undefined;
  const indent = indentAt(syntax.file.source.text, last.start);
  const rest = blockText(syntax, last.consequent, indent);
  const text = `if (${negated(last.test, syntax)}) ${leave};\n${indent}${rest}`;
  return changeOf({ start: last.start, end: last.end, text });
}

function wayOut(owner: Node): string | undefined {
  if (isFunction(owner)) return 'return';
  return isLoop(owner) ? 'continue' : undefined;
}

const opposite = new Map([
  ['===', '!=='],
  ['!==', '==='],
  ['==', '!='],
  ['!=', '=='],
]);

function negated(test: Node, syntax: Syntax): string {
  if (test.type === 'UnaryExpression' && test.operator === '!') return syntax.textOf(bare(test.argument));
  if (test.type === 'BinaryExpression') {
    const operator = opposite.get(test.operator);
    if (operator) return `${syntax.textOf(test.left)} ${operator} ${syntax.textOf(test.right)}`;
  }
  const isSimple = ['Identifier', 'CallExpression', 'MemberExpression', 'ParenthesizedExpression'].includes(test.type);
  return isSimple ? `!${syntax.textOf(test)}` : `!(${syntax.textOf(test)})`;
}

const levels = new Set(['IfStatement', 'SwitchStatement', 'TryStatement']);

/** Of the deepest place in it, counted from the function around it. */
function depthOf(node: Node, syntax: Syntax): number {
  let deepestFound = 0;
  for (const inner of syntax.tree.withinFunction(node)) {
    if (!levels.has(inner.type) && !isLoop(inner)) continue;
    let depth = 1;
    let below = inner;
    for (const outer of syntax.tree.ancestorsOf(inner)) {
      if (isFunction(outer)) break;
      const isElseIf = outer.type === 'IfStatement' && outer.alternate === below;
      if ((levels.has(outer.type) || isLoop(outer)) && !isElseIf) depth += 1;
      below = outer;
    }
    deepestFound = Math.max(deepestFound, depth);
  }
  return deepestFound;
}
