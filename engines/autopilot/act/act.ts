import type { Recipe } from '../recipe.ts';

/** A file that a recipe may edit: without a byte order mark, with the ends of its lines as they are. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** What a recipe makes of one file. Never the text that it was. */
export interface TextChange {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/**
 * Applies one recipe to some files, and tells those that it changed, in the order of their paths. The same text always comes
 * out the same, whatever other files there are, so that a set of changes can be put together anew from a part of them.
 * @throws RecipeError for a recipe whose actions cannot be carried out
 */
export type Act = (recipe: Recipe, files: readonly TextFile[], signal: AbortSignal) => Promise<readonly TextChange[]>;

export class RecipeError extends Error {
  override name = 'RecipeError';
}
