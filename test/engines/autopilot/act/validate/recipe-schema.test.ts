import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { recipeSchema } from '../../../../../engines/autopilot/act/validate/recipe-schema.ts';
import { builtInRecipes } from '../../../../../engines/autopilot/recipes/index.ts';

const published: unknown = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../../../schema/odavl.recipe.schema.json'), 'utf8'),
);

test('the published schema is the one of the code', () => {
  expect(published).toEqual(JSON.parse(JSON.stringify(recipeSchema())));
});

test('all recipes of ours have the form that the schema says', () => {
  const validate = new Ajv2020({ strict: false }).compile(recipeSchema());
  expect(builtInRecipes.filter((recipe) => !validate(recipe))).toEqual([]);
});
