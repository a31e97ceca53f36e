import * as z from 'zod';
import { Recipe } from '../../recipe.ts';

/** The schema of `odavl.recipe.json` for editors, as JSON Schema. What it cannot say, `validateRecipe` does. */
export const recipeSchema = (): Record<string, unknown> => ({
  ...z.toJSONSchema(Recipe, { io: 'input' }),
  title: 'Recipe of ODAVL Autopilot',
});
