import type { Comment } from 'oxc-parser';
import type { SpanEdit } from '../span-edit.ts';
import type { IsSuppressed } from '../suppressed.ts';
import type { Change } from './transformation.ts';

export interface Edited {
  readonly text: string;
  readonly comments: readonly Comment[];
  readonly isSuppressed: IsSuppressed;
}

/** The edits of all changes that lose no comment, are not meant, and do not overlap; of those that do, the first or outermost. */
export function acceptedEdits(changes: readonly Change[], { text, comments, isSuppressed }: Edited): SpanEdit[] {
  const accepted: SpanEdit[] = [];
  for (const change of changes.filter(({ edits }) => edits.length > 0).toSorted(inOrder)) {
    if (!change.dropsComments && change.edits.some((edit) => losesComment(edit, comments, text))) continue;
    if (change.edits.some(({ start }) => isSuppressed(start))) continue;
    if (change.edits.some((edit) => meets(edit, accepted))) continue;
    for (const edit of change.edits) {
      const place = firstIndex(accepted, ({ end }) => end > edit.start);
      accepted.splice(place, 0, edit);
    }
  }
  return accepted;
}

const startOf = ({ edits }: Change) => Math.min(...edits.map(({ start }) => start));
const endOf = ({ edits }: Change) => Math.max(...edits.map(({ end }) => end));
const inOrder = (a: Change, b: Change) => startOf(a) - startOf(b) || endOf(b) - endOf(a);

/** Two insertions at one place would have no order. */
function meets({ start, end }: SpanEdit, accepted: readonly SpanEdit[]): boolean {
  const next = accepted[firstIndex(accepted, (each) => each.end > start || (start === end && each.end === end))];
  if (!next) return false;
  return next.start < end || (start === end && next.start === start && next.end === end);
}

function losesComment({ start, end, text: inserted }: SpanEdit, comments: readonly Comment[], text: string): boolean {
  for (let at = firstIndex(comments, (comment) => comment.start >= start); ; at += 1) {
    const comment = comments[at];
    if (!comment || comment.start >= end) return false;
    if (!inserted.includes(text.slice(comment.start, comment.end))) return true;
  }
}

/** In a list in which what holds for one holds for all after it. */
function firstIndex<T>(list: readonly T[], holds: (each: T) => boolean): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const each = list[middle];
    if (each !== undefined && holds(each)) high = middle;
    else low = middle + 1;
  }
  return low;
}
