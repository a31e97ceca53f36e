import type { Node, Statement } from 'oxc-parser';
import type { NodeOf } from '../../../insight/syntax/node.ts';
import type { Syntax } from '../../../insight/syntax/syntax.ts';
import { deletionOf } from '../deletion.ts';
import { indentAt } from '../indent.ts';
import { blockText } from './block-text.ts';
import { canUnwrap, listAround } from './statement-list.ts';
import type { Change, Transformation } from './transformation.ts';

/** Branches that are never taken, and what stands after the end of a way through the code. */
export const deadCode: Transformation = {
  mentions: /\b(?:return|throw|break|continue|false|true)\b/,
  changes: (syntax) => [
    ...syntax.ofType('IfStatement').flatMap((node) => decided(node, syntax) ?? []),
    ...syntax.ofType('BlockStatement').flatMap(({ body }) => afterEnd(body, syntax)),
    ...syntax.ofType('SwitchCase').flatMap(({ consequent }) => afterEnd(consequent, syntax)),
  ],
};

/** An `if` of `true` or `false` as it is written. */
function decided(node: NodeOf<'IfStatement'>, syntax: Syntax): Change | undefined {
  const { test, consequent, alternate } = node;
  const list = listAround(node, syntax);
  if (!list || test.type !== 'Literal' || typeof test.value !== 'boolean') return undefined;
  const [taken, dropped] = test.value ? [consequent, alternate] : [alternate, consequent];
  if (dropped && declaresForAll(dropped, syntax)) return undefined;
  const { text } = syntax.file.source;
  const replacement = taken ? textOf(taken) : '';
  const edit =
    replacement === ''
      ? deletionOf(text, node.start, node.end)
      : { start: node.start, end: node.end, text: replacement };
  return { edits: [edit], dropsComments: true };

  function textOf(statement: Statement): string {
    if (!list || statement.type !== 'BlockStatement' || !canUnwrap(statement, list, syntax))
      return syntax.textOf(statement);
    return blockText(syntax, statement, indentAt(text, node.start));
  }
}

function afterEnd(body: readonly Statement[], syntax: Syntax): Change[] {
  const end = body.findIndex(({ type }) => /^(?:Return|Throw|Break|Continue)Statement$/.test(type));
  const rest = end < 0 ? [] : body.slice(end + 1);
  // A function is there before the first statement runs.
  if (rest.length === 0 || rest.some((statement) => declaresForAll(statement, syntax))) return [];
  if (rest.some(isNeeded)) return [];
  const [first, last] = [rest.at(0), rest.at(-1)];
  if (!first || !last) return [];
  return [{ edits: [deletionOf(syntax.file.source.text, first.start, last.end)], dropsComments: true }];
}

/** Names that code which does run may use. */
const isNeeded = ({ type }: Statement) =>
  /^(?:FunctionDeclaration|ClassDeclaration|VariableDeclaration|LabeledStatement|TS\w+)$/.test(type);

/** `var` and function declarations are seen outside of where they stand. */
function declaresForAll(statement: Node, syntax: Syntax): boolean {
  for (const node of syntax.tree.withinFunction(statement)) {
    if (node.type === 'VariableDeclaration' && node.kind === 'var') return true;
    if (node.type === 'FunctionDeclaration') return true;
  }
  return false;
}
