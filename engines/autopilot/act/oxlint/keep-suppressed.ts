import { hunksOf } from '../../patch/hunks.ts';
import type { Suppression } from '../suppressed.ts';

/** The linter knows its own comments and those of eslint, but none of others. */
const others = /odavl-disable-|\bbiome-ignore\b|@ts-(?:ignore|expect-error)\b/;

export const mayBeSuppressed = (text: string) => others.test(text);

/**
 * The text after a fix, or the one before where it changes a line that somebody meant as it is. Then the whole of it stays: parts of one
 * fix may stand in several places.
 */
export function withoutSuppressed(before: string, after: string, suppression: Suppression): string {
  if (after === before) return after;
  const isSuppressed = suppression(before);
  const starts = [0];
  for (let at = before.indexOf('\n'); at >= 0; at = before.indexOf('\n', at + 1)) starts.push(at + 1);
  const isTouched = hunksOf(before, after, 0).some(({ oldStart, oldLines }) =>
    starts.slice(Math.max(0, oldStart - 1), oldStart - 1 + Math.max(1, oldLines)).some(isSuppressed),
  );
  return isTouched ? before : after;
}
