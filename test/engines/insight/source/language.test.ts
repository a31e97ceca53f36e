import { expect, test } from 'vitest';
import { languageOf } from '../../../../engines/insight/source/language.ts';

test.each([
  ['a.ts', 'ts'],
  ['a.mts', 'ts'],
  ['a.cts', 'ts'],
  ['a.tsx', 'tsx'],
  ['a.js', 'js'],
  ['a.mjs', 'js'],
  ['a.cjs', 'js'],
  ['a.jsx', 'jsx'],
  ['a.d.ts', 'dts'],
  ['a.d.mts', 'dts'],
  ['a.css.d.ts', 'dts'],
  ['a.d.css.ts', 'dts'],
  ['-rf.ts', 'ts'],
  ['a.json', undefined],
  ['a.ts.txt', undefined],
  ['a.mtsx', undefined],
  ['ts', undefined],
  ['d.ts/a', undefined],
])('%s is %s', (path, language) => {
  expect(languageOf(path)).toBe(language);
});
