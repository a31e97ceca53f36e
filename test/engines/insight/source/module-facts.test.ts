import { describe, expect, test } from 'vitest';
import { languageOf } from '../../../../engines/insight/source/language.ts';
import { moduleFactsOf } from '../../../../engines/insight/source/module-facts.ts';
import { parseFile } from '../../../../engines/insight/source/parsed-file.ts';

function factsOf(text: string, path = 'a.ts') {
  return moduleFactsOf(parseFile({ path, language: languageOf(path) ?? 'ts', text, hasBom: false }));
}

test.each(['', '/* nothing', 'import', 'import {', "import x from './b", '}{', 'require(', 'import(a + b)'])(
  'of %j there is nothing to say, and nothing breaks',
  (text) => {
    expect(factsOf(text).imports).toEqual([]);
  },
);

test('each import says what it asks for, and where', () => {
  const { imports } = factsOf(`import a, { b as c, type D } from './x';
import * as e from './y';
  export { f as g } from './z';
const h = () => import('./lazy');
try { require('./guarded'); } catch {}`);
  const said = imports.map(
    ({ specifier, kind, names, line, column }) => `${specifier} ${kind} ${names} ${line}:${column}`,
  );
  expect(said).toEqual([
    './x import default,b,D 1:1',
    './y import * 2:1',
    './z re-export f 3:3',
    './lazy dynamic  4:17',
    './guarded require  5:7',
  ]);
  expect(imports.map(({ isDeferred }) => isDeferred)).toEqual([false, false, false, true, false]);
  expect(imports.map(({ isGuarded }) => isGuarded)).toEqual([false, false, false, false, true]);
});

describe('an import is used as a type only', () => {
  const used = (text: string, path?: string) =>
    factsOf(text, path).imports.map(({ isUsedAsTypeOnly }) => isUsedAsTypeOnly);

  test.each([
    ["import { A } from './b'; let x: A;", true],
    ["import { A } from './b'; class X implements A {}", true],
    ["import { A } from './b'; let x = y as A;", true],
    ["import { A } from './b'; let x: typeof A;", true],
    ["import { A } from './b';", true],
    ["import { A } from './b'; class X extends A {}", false],
    ["import { A } from './b'; enum X { Y = A }", false],
    ["import { A } from './b'; export { A };", false],
    ["import { A } from './b'; let x: A = new A();", false],
    ["import { A } from './b'; import X = A.B; X;", false],
    ["import './b';", false],
  ])('%s: %s', (text, expected) => {
    expect(used(text)).toEqual([expected]);
  });

  test('JSX uses values, decorators see types, and JavaScript has none', () => {
    expect(used("import { A } from './b'; export const x = <A />;", 'a.tsx')).toEqual([false]);
    expect(used("import { A } from './b'; @d class X { constructor(a: A) {} }")).toEqual([false]);
    expect(used("import { A } from './b';", 'a.js')).toEqual([false]);
  });
});

test('modules that are declared are named', () => {
  expect(
    factsOf("declare module 'x'; declare module '*.svg' { const s: string; export default s }", 'a.d.ts')
      .declaredModules,
  ).toEqual(['x', '*.svg']);
});
