import { hunksOf } from '../patch/hunks.ts';

/** Where a line of a text is after a change; for a line that was changed, the one in its place. Lines count from 1. */
export function lineMapOf(before: string, after: string): (line: number) => number {
  const hunks = hunksOf(before, after, 0);
  return (line) => {
    let shift = 0;
    for (const { oldStart, oldLines, newStart, newLines } of hunks) {
      if (line < oldStart) break;
      if (line < oldStart + oldLines) return newStart + Math.max(0, Math.min(line - oldStart, newLines - 1));
      shift += newLines - oldLines;
    }
    return line + shift;
  };
}
