import { describe, expect, test } from 'vitest';
import { builtInRecipes } from '../../../../engines/autopilot/recipes/index.ts';
import { actOn, recipeOf } from './kit.ts';

const recipeNamed = (name: string) => {
  const recipe = builtInRecipes.find(({ id }) => id === name);
  if (!recipe) throw new Error(`There is no recipe ${name}.`);
  return recipe;
};
const oxlintRecipe = recipeOf({ type: 'oxlint-fix', rules: ['eslint/no-regex-spaces'] });

/** A recipe of each kind of action, with a line on which it acts. */
const kinds = [
  ['ast-grep', recipeNamed('remove-debugger'), 'debugger;', 'no-debugger'],
  ['built-in', recipeNamed('no-var'), 'export function f() { var a = 1; return a; }', 'no-var'],
  ['oxlint', oxlintRecipe, 'export const r = /a  b/;', 'no-regex-spaces'],
  ['text', recipeOf({ type: 'text-edit', files: ['**/*.ts'], find: 'bad', replace: 'good' }), 'f("bad");', 'lint'],
] as const;

describe.each(kinds)('what a comment says is meant, an action of the kind %s leaves', (_kind, recipe, line, rule) => {
  const changed = async (text: string) => Object.keys((await actOn(recipe, { 'a.ts': text })).texts).length > 0;

  test.each([
    ['on its line', `${line} // odavl-disable-line ${rule}\n`],
    ['on the line before', `// odavl-disable-next-line ${rule}\n${line}\n`],
    ['for another tool', `// biome-ignore lint: as it was\n${line}\n`],
    ['for the file', `// odavl-disable-file\n\nf();\n${line}\n`],
    ['for the file, by name', `// odavl-disable-file ${rule} -- it is generated\n\nf();\n${line}\n`],
    ['for a part of it', `/* eslint-disable */\n${line}\n/* eslint-enable */\n`],
  ])('%s', async (_where, text) => {
    expect(await changed(text)).toBe(false);
  });

  test.each([
    ['says nothing', `${line}\n`],
    ['is about another rule of the file', `// odavl-disable-file max-depth\n\n${line}\n`],
    ['is about a part that has ended', `/* eslint-disable */\nf();\n/* eslint-enable */\n${line}\n`],
    ['stands far from the top', `${'f();\n'.repeat(30)}// odavl-disable-file\n${line}\n`],
  ])('and acts where it %s', async (_where, text) => {
    expect(await changed(text)).toBe(true);
  });
});
