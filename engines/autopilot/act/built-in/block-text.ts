import type { Node } from 'oxc-parser';
import type { NodeOf } from '../../../insight/syntax/node.ts';
import type { Syntax } from '../../../insight/syntax/syntax.ts';
import { indentAt } from '../indent.ts';

/** What is between the braces, with its comments, moved out to an indentation. Without blanks at either end. */
export function blockText(syntax: Syntax, block: NodeOf<'BlockStatement'>, indent: string): string {
  const { text } = syntax.file.source;
  const [start, end] = [block.start + 1, block.end - 1];
  const first = block.body[0];
  const inner = first ? indentAt(text, first.start) : '';
  const isDeeper = inner.startsWith(indent) && inner.length > indent.length;
  const moved = isDeeper ? withoutPrefix(syntax, { start, end }, inner.slice(indent.length)) : text.slice(start, end);
  return moved.trim();
}

/** Takes so many blanks off the begin of every line, but where they belong to a text of the program. */
function withoutPrefix(syntax: Syntax, { start, end }: { start: number; end: number }, prefix: string): string {
  const { text } = syntax.file.source;
  const fixed = textsOver(syntax, start, end);
  let result = '';
  let done = start;
  for (const match of text.slice(start, end).matchAll(/\r\n|\n|\r/g)) {
    const line = start + match.index + match[0].length;
    const isFixed = fixed.some((node) => node.start < line && line < node.end);
    if (isFixed || !text.startsWith(prefix, line)) continue;
    result += text.slice(done, line);
    done = line + prefix.length;
  }
  return result + text.slice(done, end);
}

/** Texts that go over more than a line: their blanks are values. */
function textsOver(syntax: Syntax, start: number, end: number): Node[] {
  const texts = syntax.ofType('TemplateElement', 'Literal', 'JSXAttribute');
  return texts.filter((node) => node.start >= start && node.end <= end && /[\r\n]/.test(syntax.textOf(node)));
}
