import type { Node } from 'oxc-parser';
import { type FunctionNode, isFunction, isNodeOf } from '../../syntax/node.ts';
import type { Syntax } from '../../syntax/syntax.ts';
import { codeLinesOf } from './code-lines.ts';
import { functionRule } from './function-rule.ts';

const longest = 100;
const isJsx = isNodeOf('JSXElement', 'JSXFragment');

export const functionLength = functionRule({
  id: 'function-length',
  limits: { low: longest, medium: 200, high: 300 },
  measure: (fn, syntax) => (isModuleWrapper(fn, syntax) ? 0 : codeLines(fn, syntax)),
  says: (value) => `has ${value} lines of code`,
  suggestion: 'Move each step into a function that is named after it.',
});

/** Markup is long because the page is, so it counts as one line for each piece. */
function codeLines(fn: FunctionNode, syntax: Syntax): number {
  const count = linesOf(fn, syntax);
  if (count <= longest) return count;
  let markup = 0;
  for (const node of syntax.tree.withinFunction(fn)) {
    const isOutermost = isJsx(node) && !isInJsx(node, syntax);
    if (isOutermost) markup += linesOf(node, syntax) - 1;
  }
  return count - markup;
}

function linesOf(node: Node, syntax: Syntax): number {
  const first = syntax.file.positionOf(node.start).line;
  const last = syntax.file.positionOf(node.end).line;
  return last - first < longest && isFunction(node) ? last - first + 1 : codeLinesOf(syntax, first, last);
}

function isInJsx(node: Node, { tree }: Syntax): boolean {
  for (const outer of tree.ancestorsOf(node)) {
    if (isJsx(outer)) return true;
    if (isFunction(outer)) return false;
  }
  return false;
}

/** `(function () { … })()` and `define(function () { … })` at the level of the module are a module of their own. */
function isModuleWrapper(fn: FunctionNode, { tree }: Syntax): boolean {
  if (fn.type === 'FunctionDeclaration' || tree.functionOf(fn)) return false;
  for (const outer of tree.ancestorsOf(fn)) {
    if (outer.type === 'ExpressionStatement') return true;
    if (!/^(?:CallExpression|ParenthesizedExpression|UnaryExpression|AwaitExpression)$/.test(outer.type)) return false;
  }
  return false;
}
