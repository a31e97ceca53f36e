import { describe, expect, test } from 'vitest';
import type { Recipe } from '../../../../engines/autopilot/recipe.ts';
import { builtInRecipes } from '../../../../engines/autopilot/recipes/index.ts';
import { actOn } from '../act/kit.ts';
import { fixtures, recipeFolders } from './fixture.ts';

function recipeWith(id: string): Recipe {
  const recipe = builtInRecipes.find((each) => each.id === id);
  if (!recipe) throw new Error(`${id} is not among the recipes.`);
  return recipe;
}

describe('every fixture comes out exactly, and a second time nothing is left to do:', () => {
  test.each(fixtures)('$recipeId, $name', async ({ recipeId, path, input, expected }) => {
    const recipe = recipeWith(recipeId);
    const { texts } = await actOn(recipe, { [path]: input });
    expect(texts[path] ?? input).toBe(expected);
    expect(texts).toEqual(input === expected ? {} : { [path]: expected });
    expect((await actOn(recipe, { [path]: expected })).texts).toEqual({});
  });
});

describe('the recipes', () => {
  test('are those of the folders, in the order of their ids', () => {
    expect(builtInRecipes.map(({ id }) => id)).toEqual(recipeFolders);
    expect(builtInRecipes.length).toBeGreaterThanOrEqual(25);
  });

  test.each(builtInRecipes)('$id has a case in which it fires, and one in which it must not', ({ id }) => {
    const own = fixtures.filter(({ recipeId }) => recipeId === id);
    expect(own.some(({ input, expected }) => input !== expected)).toBe(true);
    expect(own.some(({ input, expected }) => input === expected)).toBe(true);
  });
});
