import { expect, test } from 'vitest';
import { ExportedNamesOf } from '../../../../engines/insight/graph/exported-names.ts';
import { moduleGraphOf } from '../../../../engines/insight/graph/module-graph.ts';
import { projectOf } from './project-of.ts';

function namesIn(tree: Readonly<Record<string, string>>, path = 'a.ts') {
  const { names, isComplete } = new ExportedNamesOf(moduleGraphOf(projectOf(tree))).of(path);
  return `${[...names].sort().join(' ')}${isComplete ? '' : ' …'}`;
}

test.each([
  ['module.exports = {}', ''],
  ['export const a = 1; exports.b = 2;', 'a'],
  ['export const a = 1; const', ''],
  ['const a = 1; export = a;', ''],
  ['const a = 1;', ''],
  ['/** @typedef {string} T */ export const a = 1;', 'a'],
  ["export const a = 1; export * from 'react';", 'a'],
  ["export const a = 1; export * from './nothing';", 'a'],
])('of %j, more may be exported than is seen', (source, seen) => {
  const names = namesIn({ 'a.ts': source });
  expect(names).toMatch(/…$/);
  expect(names.split(' ')).toEqual(expect.arrayContaining(seen.split(' ').filter(Boolean)));
});

test('every way to export is known', () => {
  const source = `
    export const a = 1, { b, c: [d] } = x; export function e() {} export class F {} export default 1;
    export interface G {} export type H = 1; export enum I { X } export namespace J { }
    const k = 1; export { k, k as l }; export { m, n as o } from './b'; export * as p from './b'; export abstract class Q {}`;
  expect(namesIn({ 'a.ts': source, 'b.ts': 'export const m = 1, n = 2;' })).toBe(
    'F G H I J Q a b d default e k l m o p',
  );
});

test('stars are followed through circles, and pass no default on', () => {
  const tree = {
    'a.ts': "export * from './b'; export const a = 1;",
    'b.ts': "export * from './a'; export * from './c'; export const b = 1;",
    'c.ts': 'export const c = 1; export default c;',
  };
  expect(namesIn(tree)).toBe('a b c');
});

test('a declaration beside a script, or one that adds to it, may say more', () => {
  expect(namesIn({ 'a.js': 'export const a = 1;', 'a.d.ts': 'export const b: 1;' }, 'a.js')).toBe('a …');
  expect(namesIn({ 'a.ts': 'export const a = 1;', 'b.ts': "declare module './a' { const b: 1 } export {};" })).toBe(
    'a …',
  );
});
