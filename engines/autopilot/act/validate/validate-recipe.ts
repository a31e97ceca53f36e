import { Recipe } from '../../recipe.ts';
import { actionProblems } from './action-problems.ts';
import { builtInProblems } from './built-in-problems.ts';
import type { RecipeProblem } from './problem.ts';
import { schemaProblems } from './schema-problems.ts';

export type ValidatedRecipe =
  | { readonly ok: true; readonly recipe: Recipe }
  | { readonly ok: false; readonly errors: readonly RecipeProblem[] };

export interface ValidateOptions {
  /** Recipes of ours may name transformations that are built in. Default: no. */
  readonly isOurs?: boolean;
}

/** In UTF-16 code units; a recipe is a description, not a program. */
const maxLength = 200_000;
/** Rules are read with recursion, by us and by ast-grep. */
const maxDepth = 64;

/** Reads an `odavl.recipe.json`, and says of everything that is wrong with it what to do. Never throws. */
export function validateRecipe(json: string, { isOurs = false }: ValidateOptions = {}): ValidatedRecipe {
  const read = readJson(json);
  if ('problem' in read) return { ok: false, errors: [read.problem] };
  const parsed = Recipe.safeParse(read.value);
  if (!parsed.success) return { ok: false, errors: schemaProblems(parsed.error, read.value) };
  const errors = parsed.data.actions.flatMap((action, index) =>
    action.type === 'built-in' && isOurs
      ? builtInProblems(action, ['actions', index])
      : actionProblems(action, ['actions', index]),
  );
  return errors.length > 0 ? { ok: false, errors } : { ok: true, recipe: parsed.data };
}

function readJson(json: string): { readonly value: unknown } | { readonly problem: RecipeProblem } {
  if (json.length > maxLength)
    return {
      problem: { path: '', message: `A recipe has at most ${maxLength} characters.`, hint: 'Make several of it.' },
    };
  let value: unknown;
  try {
    value = JSON.parse(json.replace(/^\uFEFF/, ''));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      problem: { path: '', message: `It is not JSON: ${reason}`, hint: 'JSON has no comments and no trailing commas.' },
    };
  }
  if (isDeeperThan(value, maxDepth))
    return { problem: { path: '', message: 'It is nested too deeply.', hint: `At most ${maxDepth} levels are read.` } };
  return { value };
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((each) => isDeeperThan(each, levels - 1));
}
