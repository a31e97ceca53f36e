import type { Statement } from 'oxc-parser';
import type { NodeOf } from '../../../insight/syntax/node.ts';
import type { Syntax } from '../../../insight/syntax/syntax.ts';
import { indentAt } from '../indent.ts';
import { blockText } from './block-text.ts';
import { canUnwrap, listAround } from './statement-list.ts';
import { type Change, changeOf, type Transformation } from './transformation.ts';

/** The last `else` of a chain of which every other branch returns. */
export const elseAfterReturn: Transformation = {
  mentions: /\belse\b/,
  changes: (syntax) => syntax.ofType('IfStatement').flatMap((node) => change(node, syntax) ?? []),
};

function change(node: NodeOf<'IfStatement'>, syntax: Syntax): Change | undefined {
  const list = listAround(node, syntax);
  if (!list) return undefined;
  let last = node;
  while (returns(last.consequent) && last.alternate?.type === 'IfStatement') last = last.alternate;
  const { consequent, alternate } = last;
  if (!returns(consequent) || !alternate || alternate.type === 'IfStatement') return undefined;
  const { text } = syntax.file.source;
  const indent = indentAt(text, node.start);
  // Where the chain does not begin its line, there is no line to go on in.
  if (text.slice(node.start - indent.length, node.start) !== indent || !beginsLine(text, node.start)) return undefined;
  if (alternate.type !== 'BlockStatement') return moved(last, `\n${indent}${syntax.textOf(alternate)}`);
  if (!canUnwrap(alternate, list, syntax)) return undefined;
  const inner = blockText(syntax, alternate, indent);
  return moved(last, inner && `\n${indent}${inner}`);
}

const moved = ({ consequent, end }: NodeOf<'IfStatement'>, text: string): Change =>
  changeOf({ start: consequent.end, end, text });

const beginsLine = (text: string, offset: number) =>
  /(?:^|[\r\n])[ \t]*$/.test(text.slice(Math.max(0, offset - 200), offset));

function returns(statement: Statement): boolean {
  const last = statement.type === 'BlockStatement' ? statement.body.at(-1) : statement;
  return last?.type === 'ReturnStatement' || last?.type === 'ThrowStatement';
}
