import { structuredPatch } from 'diff';

/**
 * A run of changed lines with what stands around them. Lines have ` `, `-` or `+` in front and no `\n` behind; a `\r`
 * stays.
 */
export interface Hunk {
  /** From 1, also where `oldLines` is 0: then it is the line that the new ones stand before. */
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  readonly lines: readonly string[];
}

/** What follows a last line that does not end. */
export const noNewline = '\\ No newline at end of file';

/**
 * Comparing costs its square. Texts that differ by more lines have hardly anything in common, and need no small patch.
 */
const mostEdits = 2_000;

/** Lines end with `\n` and nothing else, as git has it. */
export function hunksOf(before: string, after: string, context = 3): readonly Hunk[] {
  const patch = structuredPatch('', '', before, after, undefined, undefined, { context, maxEditLength: mostEdits });
  return patch?.hunks ?? [replacement(before, after, context)];
}

/** All lines from the first that differs to the last, as one hunk. */
function replacement(before: string, after: string, context: number): Hunk {
  const [old, made] = [linesOf(before), linesOf(after)];
  const shorter = Math.min(old.length, made.length);
  let head = 0;
  while (head < shorter && old[head] === made[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && old[old.length - 1 - tail] === made[made.length - 1 - tail]) tail += 1;
  const start = Math.max(0, head - context);
  const [oldEnd, newEnd] = [old.length - tail, made.length - tail];
  const behind = old.slice(oldEnd, oldEnd + context);
  return {
    ...{ oldStart: start + 1, oldLines: oldEnd + behind.length - start },
    ...{ newStart: start + 1, newLines: newEnd + behind.length - start },
    lines: [
      ...old.slice(start, head).flatMap((line) => marked(' ', line)),
      ...old.slice(head, oldEnd).flatMap((line) => marked('-', line)),
      ...made.slice(head, newEnd).flatMap((line) => marked('+', line)),
      ...behind.flatMap((line) => marked(' ', line)),
    ],
  };
}

const linesOf = (text: string) => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

const marked = (mark: string, line: string) =>
  line.endsWith('\n') ? [`${mark}${line.slice(0, -1)}`] : [`${mark}${line}`, noNewline];

/** Added and removed lines together: what a budget counts. */
export function changedLinesIn(hunks: readonly Hunk[]): number {
  return hunks.reduce((sum, { lines }) => sum + lines.filter((line) => /^[+-]/.test(line)).length, 0);
}
