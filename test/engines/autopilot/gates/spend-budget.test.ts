import fc from 'fast-check';
import { expect, test } from 'vitest';
import { protectionOf } from '../../../../engines/autopilot/gates/protection.ts';
import { defaultSettings } from '../../../../engines/autopilot/gates/settings.ts';
import { type PlannedEdit, spendBudget } from '../../../../engines/autopilot/gates/spend-budget.ts';

const protection = protectionOf(defaultSettings.protected);
const edit = (recipeId: string, path: string, changedLines: number): PlannedEdit => ({ recipeId, path, changedLines });
const rejectedOf = (edits: readonly PlannedEdit[], budget: Partial<typeof defaultSettings.budget> = {}) =>
  spendBudget(edits, { ...defaultSettings.budget, ...budget }, protection).rejected.map(
    ({ edit: { recipeId, path }, limit, reason }) => `${recipeId} ${path} ${limit}: ${reason}`,
  );

test('an edit of a protected file is rejected, and so is one of an odd path', () => {
  expect(rejectedOf([edit('a', 'src/a.ts', 1), edit('a', 'auth/a.ts', 1), edit('a', '../a.ts', 1)])).toEqual([
    'a auth/a.ts protected: auth/a.ts is protected. It fits the protected glob "auth/**".',
    'a ../a.ts protected: ../a.ts is protected. It has "." or ".." in it.',
  ]);
});

test('the lines of a file are those of all recipes, and a smaller edit after one that is rejected still fits', () => {
  const edits = [edit('a', 'x.ts', 30), edit('b', 'x.ts', 11), edit('c', 'x.ts', 10)];
  expect(rejectedOf(edits)).toEqual(['b x.ts lines-per-file: x.ts would have 41 changed lines; a file may have 40.']);
});

test('files, recipes and lines of all are counted, each once', () => {
  const edits = [edit('a', 'x.ts', 5), edit('a', 'y.ts', 5), edit('b', 'x.ts', 5), edit('a', 'x.ts', 2)];
  const rejected = (budget: object) => rejectedOf(edits, budget).map((text) => text.split(':')[0]);
  expect(rejected({ maxFiles: 1 })).toEqual(['a y.ts files']);
  expect(rejected({ maxRecipes: 1 })).toEqual(['b x.ts recipes']);
  expect(rejected({ maxTotalLines: 14 })).toEqual(['b x.ts total-lines']);
  expect(spendBudget(edits, defaultSettings.budget, protection).spent).toEqual({
    ...{ recipes: 2, files: 2, totalLines: 17 },
  });
});

test('a number of lines that is none never fits', () => {
  expect(rejectedOf([edit('a', 'x.ts', Number.NaN)])).toHaveLength(1);
});

test('what is accepted is within every limit, and every edit is accepted or rejected', () => {
  const one = fc.record({
    recipeId: fc.constantFrom('a', 'b', 'c', 'd'),
    path: fc.constantFrom('u.ts', 'v.ts', 'w.ts', 'x.ts', 'auth/y.ts'),
    changedLines: fc.nat(30),
  });
  const limits = { maxFiles: 3, maxLinesPerFile: 40, maxTotalLines: 90, maxRecipes: 2 };
  fc.assert(
    fc.property(fc.array(one, { maxLength: 30 }), (edits) => {
      const { accepted, rejected, spent } = spendBudget(edits, limits, protection);
      expect(accepted.length + rejected.length).toBe(edits.length);
      expect(new Set(accepted.map(({ path }) => path)).size).toBeLessThanOrEqual(3);
      expect(new Set(accepted.map(({ recipeId }) => recipeId)).size).toBeLessThanOrEqual(2);
      expect(spent.totalLines).toBe(accepted.reduce((sum, { changedLines }) => sum + changedLines, 0));
      expect(spent.totalLines).toBeLessThanOrEqual(90);
      expect(accepted.some(({ path }) => protection.isProtected(path))).toBe(false);
    }),
  );
});
