import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { tryRecipe } from '../build/try-recipe.ts';

const usage = `node bin/try-recipe.ts <odavl.recipe.json> [<folder>]

Checks a recipe as the platform does. With a folder, writes what the recipe would change there as a patch to standard output;
the folder stays as it is. Ends with 0 when the recipe is valid, 1 when it is not, 2 when it cannot tell.`;

try {
  const { positionals } = parseArgs({ allowPositionals: true, options: {} });
  const [recipe, folder, ...rest] = positionals;
  if (recipe === undefined || rest.length > 0) throw new Error(usage);
  const trial = await tryRecipe(readFileSync(recipe, 'utf8'), { folder, signal: AbortSignal.timeout(600_000) });
  for (const note of trial.notes) console.error(note);
  if (trial.isValid) console.error(folder !== undefined && trial.patch === '' ? 'It changes nothing.' : 'It is valid.');
  process.stdout.write(trial.patch);
  process.exitCode = trial.isValid ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
