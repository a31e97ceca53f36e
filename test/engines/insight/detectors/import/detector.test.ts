import { describe, expect, test } from 'vitest';
import { detector } from '../../../../../engines/insight/detectors/import/detector.ts';
import { findingsIn, placesOf } from '../../kit.ts';

const placesIn = async (tree: Readonly<Record<string, string>>) => placesOf(await findingsIn(detector, tree));

describe('an import that leads nowhere', () => {
  test.each([
    ["import './b';", ['src/a.ts:1 unresolved-import']],
    ["\nexport * from './b.js';", ['src/a.ts:2 unresolved-import']],
    ["const b = require('../b');", ['src/a.ts:1 unresolved-import']],
    ["const b = await import('./b');", ['src/a.ts:1 unresolved-import']],
    ["type B = import('./b').B;", ['src/a.ts:1 unresolved-import']],
  ])('%s is told', async (source, expected) => {
    expect(await placesIn({ 'src/a.ts': source })).toEqual(expected);
  });

  test.each([
    ["import './style.css'; import logo from './logo.svg';"],
    ["import '../dist/a.js';"],
    ["import '../../outside';"],
    ["try { require('./optional'); } catch {}"],
    ["// @ts-expect-error made by a build\nimport './b';"],
    ["import { x } from '@/b';"],
    ["declare module './b.x'; import './b.x';"],
  ])('%s is not', async (source) => {
    expect(await placesIn({ 'src/a.ts': source })).toEqual([]);
  });

  test('in an example it is none of our business', async () => {
    expect(await placesIn({ 'test/fixtures/a.ts': "import './b';" })).toEqual([]);
  });

  test('an alias of tsconfig that leads nowhere is told with less confidence', async () => {
    const tree = { 'tsconfig.json': '{"compilerOptions":{"paths":{"@/*":["./src/*"]}}}', 'src/a.ts': "import '@/b';" };
    const [finding] = await findingsIn(detector, tree);
    expect(finding).toMatchObject({ ruleId: 'unresolved-import', confidence: 75, severity: 'high' });
    expect(finding?.message).toBe('"@/b" leads to src/b, and there is no such file.');
  });

  test('one that differs in capitals is told as such', async () => {
    const [finding, ...more] = await findingsIn(detector, { 'src/a.ts': "import './Button';", 'src/button.ts': '' });
    expect(finding).toMatchObject({ ruleId: 'import-case-mismatch', line: 1, column: 1 });
    expect(more).toEqual([]);
  });
});

describe('a name that is not exported', () => {
  const b = 'export const one = 1; export type T = 1; export default 1;';

  test.each([
    ["import { two } from './b';", ['src/a.ts:1 missing-export']],
    ["import { one, two, three } from './b';", ['src/a.ts:1 missing-export', 'src/a.ts:1 missing-export']],
    ["import type { U } from './b';", ['src/a.ts:1 missing-export']],
    ["export { two } from './b';", ['src/a.ts:1 missing-export']],
    ["import { two } from './c';", ['src/a.ts:1 missing-export']],
    ["import c from './c';", ['src/a.ts:1 missing-export']],
    ["import { two } from './b'; export { two };", ['src/a.ts:1 missing-export']],
  ])('%s is told', async (source, expected) => {
    expect(await placesIn({ 'src/a.ts': source, 'src/b.ts': b, 'src/c.ts': "export * from './b';" })).toEqual(expected);
  });

  test.each([
    ["import b, { one, type T } from './b';", b],
    ["import * as all from './b';", b],
    ["import { two } from './b';", `${b} export * from 'react';`],
    ["import { two } from './b';", 'exports.two = 2; export {};'],
    ["import two from './b';", 'module.exports = 2;'],
    ["import { two } from './b';", 'export const one = ;'],
    ["const { two } = require('./b');", b],
  ])('%s of %j is not', async (source, target) => {
    expect(await placesIn({ 'src/a.ts': source, 'src/b.ts': target })).toEqual([]);
  });

  test('the name that is meant is suggested', async () => {
    const [finding] = await findingsIn(detector, {
      'a.ts': "import { getuser } from './b';",
      'b.ts': 'export const getUser = 1;',
    });
    expect(finding?.message).toBe('b.ts does not export "getuser", so what is imported here is undefined or an error.');
    expect(finding?.suggestion).toBe('Import "getUser".');
  });
});

describe('a module that is imported twice', () => {
  test.each([
    ["import { x } from './b';\nimport { y } from './b';", ['a.ts:2 duplicate-import']],
    ["import { x } from './b';\nimport { y } from './b.js';", ['a.ts:2 duplicate-import']],
    ["import x from 'react';\nimport { y } from 'react';", ['a.ts:2 duplicate-import']],
    ["import type { x } from './b';\nimport type { y } from './b';", ['a.ts:2 duplicate-import']],
  ])('%s is told', async (source, expected) => {
    expect(await placesIn({ 'a.ts': source, 'b.ts': 'export const x = 1, y = 2; export default 1;' })).toEqual(
      expected,
    );
  });

  test.each([
    ["import { x } from './b'; import type { y } from './b';"],
    ["import { x } from './b'; import * as b from './b';"],
    ["import './b'; import { x } from './b';"],
    ["import x from './b?raw'; import { y } from './b';"],
    ["import { x } from './b'; export { y } from './b';"],
    ["import type x from './b'; import type { y } from './b';"],
  ])('%s is not', async (source) => {
    expect(await placesIn({ 'a.ts': source, 'b.ts': 'export const x = 1, y = 2; export default 1;' })).toEqual([]);
  });
});

describe('a file that imports itself', () => {
  test('is told, also by the name of its package', async () => {
    const tree = {
      'package.json': '{"name":"me","main":"./src/a.ts"}',
      'src/a.ts': "import './a';\nexport * from 'me';",
    };
    expect(await placesIn(tree)).toEqual(['src/a.ts:1 self-import']);
  });

  test('is not, when it only asks for a type', async () => {
    expect(await placesIn({ 'a.ts': "import type * as me from './a'; export const x = 1;" })).toEqual([]);
  });
});
