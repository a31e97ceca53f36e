/** New text for a part of a text; offsets are UTF-16 code units. `start === end` inserts. */
export interface SpanEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Carries out edits; of those that overlap only the outermost, or else the first. All between them stays byte for byte. */
export function applyEdits(text: string, edits: readonly SpanEdit[]): string {
  const ordered = edits.toSorted((a, b) => a.start - b.start || b.end - a.end);
  let result = '';
  let done = 0;
  for (const edit of ordered) {
    if (edit.start < done) continue;
    result += text.slice(done, edit.start) + edit.text;
    done = edit.end;
  }
  return result + text.slice(done);
}
