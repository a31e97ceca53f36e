const directive = /(?:eslint|oxlint|odavl)-disable-(?:next-)?line\b|\bbiome-ignore\b|@ts-(?:ignore|expect-error)\b/;

/** Whether a comment on the line of an offset, or on the line before, says that what is there is meant. */
export function isSuppressed(text: string, offset: number): boolean {
  const end = lineEndFrom(text, offset);
  const start = lineStart(text, Math.max(0, lineStart(text, offset) - 1));
  return directive.test(text.slice(Math.max(start, offset - reach), Math.min(end, offset + reach)));
}

/** Nobody reads a line that is longer. */
const reach = 1_000;

const lineStart = (text: string, offset: number) => text.lastIndexOf('\n', offset - 1) + 1;

function lineEndFrom(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
}
