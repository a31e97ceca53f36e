import type { CharSet } from './char-set.ts';

/** What a regular expression is made of. */
export type Pattern =
  | { readonly kind: 'set'; readonly set: CharSet }
  | { readonly kind: 'sequence'; readonly items: readonly Pattern[] }
  | { readonly kind: 'choice'; readonly options: readonly Pattern[] }
  | { readonly kind: 'repeat'; readonly item: Pattern; readonly min: number; readonly max: number }
  /** Takes no character, and may fail: `^`, `$`, `\b`, what is looked ahead or behind for. */
  | { readonly kind: 'assertion' }
  /** Of which it is not known what it takes: `\1`, `\p{…}`, sets of sets. */
  | { readonly kind: 'opaque' };

export type Repeat = Extract<Pattern, { kind: 'repeat' }>;

/** Whether it matches the empty text. What is not known does not. */
export function isNullable(pattern: Pattern): boolean {
  switch (pattern.kind) {
    case 'sequence':
      return pattern.items.every(isNullable);
    case 'choice':
      return pattern.options.some(isNullable);
    case 'repeat':
      return pattern.min === 0 || isNullable(pattern.item);
    default:
      return false;
  }
}
