import type { Manifest } from './manifest.ts';

/** Where a specifier leads. Paths are relative to the root. */
export type Resolution =
  | { readonly kind: 'file'; readonly path: string; readonly via: 'relative' | 'alias' | 'self' | 'workspace' }
  /** There, but nothing that this graph has a node for: a style, a skipped file, a dependency's file. */
  | { readonly kind: 'present' }
  /** `isExported` is false when the `exports` of that package do not name it. */
  | { readonly kind: 'workspace'; readonly target: Manifest; readonly path?: string; readonly isExported: boolean }
  | { readonly kind: 'builtin' }
  | { readonly kind: 'package'; readonly name: string }
  /** There is no such file. `isSure` is false when a tool may know better. */
  | { readonly kind: 'missing'; readonly path: string; readonly isSure: boolean; readonly otherCase?: string }
  | { readonly kind: 'unknown' };
