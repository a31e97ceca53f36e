import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAct } from '../../../../engines/autopilot/act/create-act.ts';
import { builtInRecipes } from '../../../../engines/autopilot/recipes/index.ts';
import { oxlint } from '../../../../engines/insight/native/oxlint.ts';
import { fixtures } from '../recipes/fixture.ts';
import { actOn, recipeOf } from './kit.ts';

const rename = recipeOf({ type: 'ast-grep', rule: { pattern: 'a($X)' }, fix: 'b($X)' });

describe('a file that cannot be edited is left alone, and the reason is told:', () => {
  test.each([
    ['one with a syntax error', 'a(1); const = 2;', 'It does not parse: Unexpected token'],
    [
      'one with 10,000 brackets in each other',
      `${'('.repeat(10_000)}a(1)${')'.repeat(10_000)}`,
      'Its brackets stand deeper in each other than a person would write.',
    ],
    [
      'one with 10,000 type arguments in each other',
      `type A = ${'B<'.repeat(10_000)}a${'>'.repeat(10_000)};`,
      'Its brackets stand deeper in each other than a person would write.',
    ],
    ['one of more than a megabyte', `a(1);${' '.repeat(1_024 ** 2)}`, 'It is larger than a person would write.'],
  ])('%s', async (_, text, reason) => {
    const { texts, skips } = await actOn(rename, { 'src/a.ts': text, 'src/b.ts': 'a(2);' });
    expect(texts).toEqual({ 'src/b.ts': 'b(2);' });
    expect(skips).toEqual([{ path: 'src/a.ts', reason }]);
  });

  test('one that is deep without brackets, as far as it can be looked at', async () => {
    const dead = recipeOf({ type: 'built-in', name: 'dead-code' });
    const deep = `${'!'.repeat(20_000)}1; if (false) run();`;
    const { texts, skips } = await actOn(dead, { 'src/a.js': deep });
    expect([Object.keys(texts).length, skips.length]).not.toEqual([0, 0]);
  });
});

test('a megabyte of code is edited in seconds', async () => {
  const line = 'const x = [1, 2].map((each) => a(each)); // a(1)\n';
  const text = line.repeat(20_000);
  const { texts } = await actOn(rename, { 'src/a.ts': text });
  expect(texts['src/a.ts']).toBe(text.replaceAll('=> a(', '=> b('));
});

describe('a rule that would take for ever in another engine takes seconds:', () => {
  test.each([
    [
      'a regular expression with repetitions in each other',
      { kind: 'string', regex: '(a+)+b$' },
      `f('${'a'.repeat(200_000)}');`,
    ],
    ['a pattern of many lists', { pattern: 'f($$$A, $$$B, $$$C, $$$D, $$$E, x)' }, `f(${'1, '.repeat(20_000)}2);`],
    [
      'a search through all of many branches',
      { pattern: 'f($X)', has: { kind: 'class', stopBy: 'end' } },
      'f(g(1));\n'.repeat(20_000),
    ],
  ])('%s', async (_, rule, text) => {
    const recipe = recipeOf({ type: 'ast-grep', rule, fix: 'g()' });
    expect((await actOn(recipe, { 'a.ts': text })).texts).toEqual({});
  });
});

test('a change after which the file does not parse is dropped', async () => {
  const breaking = recipeOf({ type: 'ast-grep', rule: { pattern: 'a($X)' }, fix: 'b(' });
  expect(await actOn(breaking, { 'src/a.ts': 'a(1);' })).toEqual({
    ...{
      texts: {},
      skips: [{ path: 'src/a.ts', reason: expect.stringMatching(/^The change was dropped\. It does not parse/) }],
    },
  });
});

test('a recipe that never settles changes nothing', async () => {
  const endless = recipeOf({ type: 'ast-grep', rule: { pattern: 'a($X)' }, fix: 'a(a($X))' });
  const pingPong = recipeOf(
    { type: 'text-edit', files: ['**'], find: 'left', replace: 'right' },
    { type: 'text-edit', files: ['**'], find: 'right', replace: 'leftleft' },
  );
  for (const recipe of [endless, pingPong]) {
    const { texts, skips } = await actOn(recipe, { 'src/a.ts': 'a(left);' });
    expect(texts).toEqual({});
    expect(skips).toEqual([
      { path: 'src/a.ts', reason: expect.stringMatching(/^It never settles|^The change was dropped/) },
    ]);
  }
});

test('files that come out as they were are not in the result, and the others are in the order of their paths', async () => {
  const { texts } = await actOn(rename, {
    'b.ts': 'a(1)',
    'c.ts': 'c(1)',
    'a.ts': 'a(2)',
    'd.css': 'a(1)',
    'e.d.ts': 'a(1)',
  });
  expect(Object.entries(texts)).toEqual([
    ['a.ts', 'b(2)'],
    ['b.ts', 'b(1)'],
  ]);
});

test('a cancelled run ends with the reason of the cancellation', async () => {
  const act = createAct({ oxlint: oxlint() });
  await expect(act(rename, [{ path: 'a.ts', text: 'a(1)' }], AbortSignal.abort(new Error('enough')))).rejects.toThrow(
    'enough',
  );
});

test('what becomes of a file does not depend on the others', async () => {
  const inputs = fixtures.map(({ input, path, recipeId, name }) => ({ path: `${recipeId}/${name}/${path}`, input }));
  const fast = builtInRecipes.filter(({ actions }) => actions.every(({ type }) => type !== 'oxlint-fix'));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...fast), fc.subarray(inputs, { maxLength: 12 }), async (recipe, chosen) => {
      const together = await actOn(recipe, Object.fromEntries(chosen.map(({ path, input }) => [path, input])));
      const alone = await Promise.all(chosen.map(({ path, input }) => actOn(recipe, { [path]: input })));
      expect(together.texts).toEqual(Object.assign({}, ...alone.map(({ texts }) => texts)));
    }),
    { numRuns: 60, seed: 5 },
  );
});

test('every recipe leaves every fixture of every other such that a second run changes nothing', async () => {
  const inputs = Object.fromEntries(
    fixtures.map(({ input, path, recipeId, name }) => [`${recipeId}/${name}/${path}`, input]),
  );
  for (const recipe of builtInRecipes) {
    const { texts, skips } = await actOn(recipe, inputs);
    expect(skips).toEqual([]);
    expect((await actOn(recipe, { ...inputs, ...texts })).texts).toEqual({});
  }
}, 60_000);
