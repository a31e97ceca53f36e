/** How the line ends in which an offset lies: as itself, or (for the last one) as the line before; `\n` where there is one line only. */
export function lineEndAt(text: string, offset: number): string {
  const next = /\r\n|\n|\r/g;
  next.lastIndex = offset;
  const after = next.exec(text);
  if (after) return after[0];
  const before = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1));
  if (before < 0 || offset === 0) return '\n';
  if (text[before] === '\r') return '\r';
  return text[before - 1] === '\r' ? '\r\n' : '\n';
}

/** Text to be inserted at an offset, with the ends of lines that are usual there. */
export const withLineEndsOf = (text: string, offset: number, inserted: string): string =>
  inserted.includes('\n') ? inserted.replace(/\r\n|\n/g, lineEndAt(text, offset)) : inserted;
