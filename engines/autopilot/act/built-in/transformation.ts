import type { Syntax } from '../../../insight/syntax/syntax.ts';
import type { SpanEdit } from '../span-edit.ts';

/** Edits that belong together: either all are made, or none. */
export interface Change {
  readonly edits: readonly SpanEdit[];
  /** For code that never runs, whose comments go with it. Any other change that would lose a comment is not made. */
  readonly dropsComments?: boolean;
}

/** What no pattern can say: edits that ask which name stands for what. */
export interface Transformation {
  /** Files in which it finds nothing have nothing to do; it only saves time. */
  readonly mentions: RegExp;
  readonly changes: (syntax: Syntax) => readonly Change[];
}

export const changeOf = (...edits: readonly SpanEdit[]): Change => ({ edits });
