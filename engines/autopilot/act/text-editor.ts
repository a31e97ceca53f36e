import picomatch from 'picomatch';
import type * as z from 'zod';
import type { TextEditAction } from '../recipe.ts';
import { withLineEndsOf } from './line-end.ts';
import { applyEdits, type SpanEdit } from './span-edit.ts';
import type { Editor } from './step.ts';
import type { Suppression } from './suppressed.ts';

/** Replaces plain text, wherever it stands. */
export function textEditor({ files, find, replace }: z.infer<typeof TextEditAction>, suppression: Suppression): Editor {
  const isMeant = picomatch([...files], { dot: true });
  return ({ path, text }) => {
    if (!isMeant(path)) return text;
    const edits: SpanEdit[] = [];
    const isSuppressed = suppression(text);
    for (let at = text.indexOf(find); at >= 0; at = text.indexOf(find, at + find.length)) {
      if (isSuppressed(at)) continue;
      edits.push({ start: at, end: at + find.length, text: withLineEndsOf(text, at, replace) });
    }
    return applyEdits(text, edits);
  };
}
