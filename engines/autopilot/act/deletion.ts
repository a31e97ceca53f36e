import type { SpanEdit } from './span-edit.ts';

/** Takes a part out of a text, with the whole of its lines where nothing else is on them. */
export function deletionOf(text: string, start: number, end: number): SpanEdit {
  const from = blanksBefore(text, start);
  const to = blanksAfter(text, end);
  const beginsLine = from === 0 || isLineEnd(text[from - 1]);
  const endsLine = to === text.length || isLineEnd(text[to]);
  if (!beginsLine) return { start: endsLine ? from : start, end: to, text: '' };
  if (!endsLine) return { start, end: to, text: '' };
  if (to < text.length) return { start: from, end: to + lineEndLength(text, to), text: '' };
  // The last line of a file that does not end one: the line before becomes the last, and ends none either.
  return { start: from === 0 ? 0 : from - lineEndLengthBefore(text, from), end: to, text: '' };
}

/** When the first lines of a file are gone, the empty ones that set them off are as well. */
export const withoutOpening = (after: string, before: string): string =>
  /^[\r\n]/.test(before) ? after : after.replace(/^[\r\n]+/, '');

export function blanksBefore(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && isBlank(text[at - 1])) at -= 1;
  return at;
}

export function blanksAfter(text: string, offset: number): number {
  let at = offset;
  while (isBlank(text[at])) at += 1;
  return at;
}

const isBlank = (character: string | undefined) => character === ' ' || character === '\t';
const isLineEnd = (character: string | undefined) => character === '\n' || character === '\r';
const lineEndLength = (text: string, at: number) => (text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1);
const lineEndLengthBefore = (text: string, at: number) => (text[at - 2] === '\r' && text[at - 1] === '\n' ? 2 : 1);
