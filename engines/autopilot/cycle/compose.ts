import type { Act, TextFile } from '../act/act.ts';
import { changedLinesIn, hunksOf } from '../patch/hunks.ts';
import type { Recipe } from '../recipe.ts';

/** What one recipe made of a file, from what the recipes before it had left. */
export interface Step {
  readonly recipe: Recipe;
  readonly before: string;
  readonly after: string;
}

/** A file with the recipes that were applied to it. Texts are without a byte order mark. */
export interface Composed {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** In their order; a recipe may have several when another one made room for more. */
  readonly steps: readonly Step[];
  /** Whether all of its recipes have nothing more to do. */
  readonly isSettled: boolean;
}

export interface WantedFile extends TextFile {
  readonly recipes: readonly Recipe[];
}

/** Recipes that make room for each other again and again will not come to an end. */
const mostRounds = 5;

/** A file on its way. */
interface Draft {
  readonly file: WantedFile;
  text: string;
  readonly steps: Step[];
  /** The text in which a recipe found nothing to do, and so would find nothing again. */
  readonly quiet: Map<Recipe, string>;
}

/**
 * Applies to each file the recipes that it wants, in the order of `recipes`, until none of them changes anything. What
 * comes out for one file does not depend on the others.
 */
export async function composeFiles(
  act: Act,
  recipes: readonly Recipe[],
  files: readonly WantedFile[],
  signal: AbortSignal,
): Promise<readonly Composed[]> {
  const drafts = files.map((file): Draft => ({ file, text: file.text, steps: [], quiet: new Map() }));
  let open: readonly Draft[] = drafts;
  for (let round = 0; open.length > 0 && round < mostRounds; round += 1) {
    const counts = new Map(open.map((draft) => [draft, draft.steps.length]));
    for (const recipe of recipes) await applyTo(open, { act, recipe, signal });
    open = open.filter((draft) => draft.steps.length > (counts.get(draft) ?? 0));
  }
  return drafts.map((draft) => ({
    ...{ path: draft.file.path, before: draft.file.text, after: draft.text, steps: draft.steps },
    isSettled: !open.includes(draft),
  }));
}

interface Application {
  readonly act: Act;
  readonly recipe: Recipe;
  readonly signal: AbortSignal;
}

async function applyTo(drafts: readonly Draft[], { act, recipe, signal }: Application): Promise<void> {
  const own = drafts.filter(({ file, text, quiet }) => file.recipes.includes(recipe) && quiet.get(recipe) !== text);
  if (own.length === 0) return;
  const given = own.map(({ file, text }) => ({ path: file.path, text }));
  const changes = new Map((await act(recipe, given, signal)).map((change) => [change.path, change]));
  for (const draft of own) {
    const change = changes.get(draft.file.path);
    if (!change) {
      draft.quiet.set(recipe, draft.text);
      continue;
    }
    draft.steps.push({ recipe, before: draft.text, after: change.after });
    draft.text = change.after;
  }
}

/** Of all steps of a recipe together. */
export function changedLinesBy({ steps }: Composed, recipeId: string): number {
  const own = steps.filter(({ recipe }) => recipe.id === recipeId);
  return own.reduce((sum, { before, after }) => sum + changedLinesIn(hunksOf(before, after)), 0);
}
