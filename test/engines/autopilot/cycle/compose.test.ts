import { expect, test } from 'vitest';
import type { Act } from '../../../../engines/autopilot/act/act.ts';
import { ActError, checkedAct } from '../../../../engines/autopilot/cycle/checked-act.ts';
import { changedLinesBy, composeFiles } from '../../../../engines/autopilot/cycle/compose.ts';
import type { Recipe } from '../../../../engines/autopilot/recipe.ts';
import { actOnText, replaces } from './small-world.ts';

const { signal } = new AbortController();
const [ab, bc, ca, bd] = [
  replaces('a-to-b', 'a', 'b'),
  replaces('b-to-c', 'b', 'c'),
  replaces('c-to-a', 'c', 'a'),
  replaces('b-to-d', 'b', 'd'),
];
const all = [ab, bc, ca, bd];
const compose = (wanted: Readonly<Record<string, readonly Recipe[]>>, act: Act = actOnText) => {
  const files = Object.entries(wanted).map(([path, recipes]) => ({ path, text: 'a\n', recipes }));
  return composeFiles(act, all, files, signal);
};

test('recipes follow each other in their order, until none of them has anything to do', async () => {
  const [composed] = await compose({ 'x.ts': [bc, ab] });
  expect(composed).toMatchObject({ after: 'c\n', isSettled: true });
  expect(composed?.steps.map(({ recipe, before, after }) => [recipe.id, before, after])).toEqual([
    ['a-to-b', 'a\n', 'b\n'],
    ['b-to-c', 'b\n', 'c\n'],
  ]);
  expect(composed && changedLinesBy(composed, 'a-to-b')).toBe(2);
});

test('what comes out for a file does not depend on the other files', async () => {
  const wanted = { 'w.ts': [ab, bd], 'x.ts': [bc, ca, bd], 'y.ts': [ab, bc], 'z.ts': [bd, ab] };
  const together = await compose(wanted);
  for (const [path, recipes] of Object.entries(wanted)) {
    expect(await compose({ [path]: recipes })).toEqual(together.filter((file) => file.path === path));
  }
});

test('recipes that undo each other do not settle, and come to an end', async () => {
  expect(await compose({ 'x.ts': [ab, bc, ca] })).toMatchObject([{ isSettled: false }]);
});

test('a recipe is not asked again for a text in which it found nothing', async () => {
  const asked: string[] = [];
  await compose({ 'x.ts': [ab, bc, ca, bd].slice(0, 2) }, (recipe, files, aborting) => {
    asked.push(`${recipe.id} ${files.map(({ text }) => text.trim()).join()}`);
    return actOnText(recipe, files, aborting);
  });
  expect(asked).toEqual(['a-to-b a', 'b-to-c b', 'a-to-b c', 'b-to-c c']);
});

test.each<[string, Awaited<ReturnType<Act>>]>([
  ['another file', [{ path: 'y.ts', before: 'a\n', after: 'b' }]],
  ['another text', [{ path: 'x.ts', before: 'A\n', after: 'b' }]],
  ['no change', [{ path: 'x.ts', before: 'a\n', after: 'a\n' }]],
  ['one file twice', [1, 2].map((nth) => ({ path: 'x.ts', before: 'a\n', after: `${nth}` }))],
  ['half a character', [{ path: 'x.ts', before: 'a\n', after: '\udc00' }]],
  ['a NUL', [{ path: 'x.ts', before: 'a\n', after: '\0' }]],
  ['a byte order mark', [{ path: 'x.ts', before: 'a\n', after: '\uFEFFb' }]],
])('an act that gives %s is refused', async (_, changes) => {
  const act = checkedAct(async () => changes);
  await expect(act(ab, [{ path: 'x.ts', text: 'a\n' }], signal)).rejects.toThrow(ActError);
});
