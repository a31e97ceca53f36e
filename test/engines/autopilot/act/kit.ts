import type { TextFile } from '../../../../engines/autopilot/act/act.ts';
import { createAct, type Skip } from '../../../../engines/autopilot/act/create-act.ts';
import { Recipe } from '../../../../engines/autopilot/recipe.ts';
import { oxlint } from '../../../../engines/insight/native/oxlint.ts';

/** A recipe of these actions, fit in everything else. */
export const recipeOf = (...actions: readonly unknown[]): Recipe =>
  Recipe.parse({
    ...{ id: 'under-test', version: '1.0.0', name: 'Under test', description: 'Only for tests.' },
    ...{ confidence: 0.9, priority: 1, risk: 'low', tags: [] },
    condition: { type: 'threshold', rules: [{ metric: 'lint', operator: '>', value: 0 }] },
    actions,
  });

export interface Acted {
  /** Of the files that were changed. */
  readonly texts: Readonly<Record<string, string>>;
  readonly skips: readonly Skip[];
}

export async function actOn(recipe: Recipe, files: Readonly<Record<string, string>>): Promise<Acted> {
  const skips: Skip[] = [];
  const act = createAct({ oxlint: oxlint(), skipped: (skip) => skips.push(skip) });
  const list = Object.entries(files).map(([path, text]): TextFile => ({ path, text }));
  const changes = await act(recipe, list, AbortSignal.timeout(60_000));
  return { texts: Object.fromEntries(changes.map(({ path, after }) => [path, after])), skips };
}
