import type { Syntax } from '../../syntax/syntax.ts';

const known = new WeakMap<Syntax, readonly number[]>();

/** Lines of code from one line to another, both included: without empty ones and those that only hold a comment. */
export function codeLinesOf(syntax: Syntax, first: number, last: number): number {
  const upTo = known.get(syntax) ?? countLines(syntax);
  known.set(syntax, upTo);
  return (upTo[last] ?? 0) - (upTo[first - 1] ?? 0);
}

/** By line, how many there are up to it. */
function countLines({ file }: Syntax): readonly number[] {
  const comments = commentLines(file);
  const upTo = [0];
  for (let line = 1; line <= file.lines.count; line += 1) {
    const isCode = !comments.has(line) && Boolean(file.lines.lineOf(line)?.trim());
    upTo.push((upTo[line - 1] ?? 0) + (isCode ? 1 : 0));
  }
  return upTo;
}

/** Where a comment shares its line with code, the line is one of code. */
function commentLines(file: Syntax['file']): ReadonlySet<number> {
  const lines = new Set<number>();
  for (const { start, end } of file.comments) {
    const first = file.positionOf(start);
    const last = file.positionOf(end);
    const startsLine = !file.lines
      .lineOf(first.line)
      ?.slice(0, first.column - 1)
      .trim();
    const endsLine = !file.lines
      .lineOf(last.line)
      ?.slice(last.column - 1)
      .trim();
    for (let line = first.line; line <= last.line; line += 1) {
      if ((line > first.line || startsLine) && (line < last.line || endsLine)) lines.add(line);
    }
  }
  return lines;
}
