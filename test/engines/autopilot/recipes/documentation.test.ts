import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { validateRecipe } from '../../../../engines/autopilot/act/validate/validate-recipe.ts';
import { builtInRecipes } from '../../../../engines/autopilot/recipes/index.ts';
import { actOn } from '../act/kit.ts';

const text = readFileSync(join(import.meta.dirname, '../../../../docs/recipes.md'), 'utf8');

test('the recipe in the documentation is valid and does what the text says', async () => {
  const validated = validateRecipe(/```json\n([\s\S]*?)```/.exec(text)?.[1] ?? '');
  if (!validated.ok) throw new Error(JSON.stringify(validated.errors));
  const files = { 'a.ts': 'const copy = JSON.parse(JSON.stringify(order.items));\n', 'b.ts': 'JSON.parse(text);\n' };
  expect((await actOn(validated.recipe, files)).texts).toEqual({
    'a.ts': 'const copy = structuredClone(order.items);\n',
  });
});

test('all recipes are in the documentation, as they are', () => {
  const rows = builtInRecipes.map(
    (each) => `| \`${each.id}\` | ${each.confidence} | ${each.risk} | ${each.description} |`,
  );
  expect(rows.filter((row) => !text.includes(row))).toEqual([]);
});
