import type { SpanEdit } from '../span-edit.ts';

interface Part {
  readonly start: number;
  readonly end: number;
}

/** Takes some parts out of a list with commas between; never all of them. None where a comment is about one of them. */
export function withoutParts(text: string, parts: readonly Part[], isUnwanted: (part: Part) => boolean): SpanEdit[] {
  const unwanted = parts.filter(isUnwanted);
  if (unwanted.some(({ end }) => hasCommentAfter(text, end))) return [];
  const firstKept = parts.findIndex((part) => !isUnwanted(part));
  return parts.flatMap((part, index): SpanEdit[] => {
    if (!isUnwanted(part)) return [];
    const [before, after] = [parts[index - 1], parts[index + 1]];
    if (index < firstKept && after) return [{ start: part.start, end: after.start, text: '' }];
    if (!before) return [];
    // A comment between the part before and the comma stays.
    const comma = text.slice(before.end, part.start).lastIndexOf(',');
    return [{ start: before.end + comma, end: part.end, text: '' }];
  });
}

/** `b, // needed by the build` */
const hasCommentAfter = (text: string, end: number) => /^[ \t]*,?[ \t]*(?:\/\*|\/\/)/.test(text.slice(end, end + 200));
