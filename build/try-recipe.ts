import { createAct } from '../engines/autopilot/act/create-act.ts';
import { validateRecipe } from '../engines/autopilot/act/validate/validate-recipe.ts';
import { changeTo, editableOf } from '../engines/autopilot/cycle/editable.ts';
import { editablePaths } from '../engines/autopilot/cycle/find-fixes.ts';
import { readTreeFile, type StoredFile } from '../engines/autopilot/cycle/tree-file.ts';
import { patchOf } from '../engines/autopilot/patch/patch.ts';
import { oxlint } from '../engines/insight/native/oxlint.ts';

export interface RecipeTrial {
  readonly isValid: boolean;
  /** For a person: what is wrong and what to do, or which files it left alone and why. */
  readonly notes: readonly string[];
  /** What it would change in the folder, for `git apply`; empty when that is nothing. */
  readonly patch: string;
}

/** Checks a recipe as the platform does, and tries it on a folder, of which nothing is changed. */
export async function tryRecipe(
  json: string,
  { folder, signal }: { folder?: string | undefined; signal: AbortSignal },
): Promise<RecipeTrial> {
  const validated = validateRecipe(json);
  if (!validated.ok) {
    const notes = validated.errors.map(({ path, message, hint }) => `${path || 'The recipe'}: ${message} ${hint}`);
    return { isValid: false, notes, patch: '' };
  }
  if (folder === undefined) return { isValid: true, notes: [], patch: '' };
  const stored = new Map<string, StoredFile>();
  for (const path of await editablePaths(folder)) {
    const file = await readTreeFile(folder, path);
    if (file) stored.set(path, file);
  }
  const notes: string[] = [];
  const act = createAct({ oxlint: oxlint(), skipped: ({ path, reason }) => notes.push(`${path}: ${reason}`) });
  const files = [...stored].map(([path, file]) => editableOf(path, file));
  const changes = await act(validated.recipe, files, signal);
  const patch = patchOf(
    changes.flatMap(({ path, after }) => {
      const file = stored.get(path);
      return file ? [changeTo(path, file, after)] : [];
    }),
  );
  return { isValid: true, notes, patch };
}
