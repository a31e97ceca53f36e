import { expect, test } from 'vitest';
import { moduleGraphOf } from '../../../../engines/insight/graph/module-graph.ts';
import { projectOf } from './project-of.ts';

function edgesIn(source: string) {
  const others = Object.fromEntries(['b', 'c', 'd'].map((name) => [`${name}.ts`, 'export const x = 1;']));
  const { edges } = moduleGraphOf(projectOf({ 'a.ts': source, ...others }));
  return edges.map(({ to, kind }) => `${kind} ${to}`);
}

test.each([
  ["import './nothing'; import 'react'; import('./' + name); require(name);", []],
  ["import './b';", ['static b.ts']],
  ["import {} from './b';", ['static b.ts']],
  ["import { x } from './b'; x();", ['static b.ts']],
  ["import { x } from './b'; export { x };", ['static b.ts']],
  ["import { x } from './b'; let y: typeof x;", ['elided b.ts']],
  ["import { x } from './b'; let y: x = <x>{};", ['elided b.ts']],
  ["import { x } from './b'; @deco class A { constructor(x: x) {} }", ['static b.ts']],
  ["import { type x } from './b';", ['type b.ts']],
  ["import type { x } from './b';", ['type b.ts']],
  ["import type {} from './b';", ['type b.ts']],
  ["type T = import('./b').x;", ['type b.ts']],
  ["export { x } from './b';", ['static b.ts']],
  ["export {} from './b';", ['static b.ts']],
  ["export * from './b';", ['static b.ts']],
  ["export type * from './b';", ['type b.ts']],
  ["const b = await import('./b');", ['dynamic b.ts']],
  ['const b = await import(`./b`);', ['dynamic b.ts']],
  ["const b = require('./b');", ['static b.ts']],
  ["const b = () => require('./b');", ['dynamic b.ts']],
  ["import b = require('./b'); b();", ['static b.ts']],
  ["(function (require) { require('./b'); })();", []],
  ["import { x } from './b'; import type { y } from './b'; x;", ['static b.ts', 'type b.ts']],
])('%s', (source, expected) => {
  expect(edgesIn(source)).toEqual(expected);
});

test('a name that is imported and exported again is asked for once', () => {
  const { imports } = moduleGraphOf(
    projectOf({ 'a.ts': "import { x } from './b';\nexport { x };", 'b.ts': 'export const x = 1;' }),
  );
  expect(imports).toHaveLength(1);
});

test('the graph of a project is made once', () => {
  const project = projectOf({ 'a.ts': '' });
  expect(moduleGraphOf(project)).toBe(moduleGraphOf(project));
});

test('2,000 files are one graph in well under a second', () => {
  const paths = Array.from({ length: 2_000 }, (_, index) => `src/f${index % 50}/m${index}`);
  const tree = Object.fromEntries(
    paths.map((path, index) => {
      const targets = [1, 7, 13, 100, 999].map((step) => paths[(index * step + step) % paths.length]);
      return [
        `${path}.ts`,
        targets.map((target, nth) => `import { x as x${nth} } from '@/${target?.slice(4)}';`).join('\n'),
      ];
    }),
  );
  const project = projectOf({ ...tree, 'tsconfig.json': '{"compilerOptions":{"paths":{"@/*":["./src/*"]}}}' });
  const begun = performance.now();
  expect(moduleGraphOf(project).edges.length).toBeGreaterThan(8_000);
  expect(performance.now() - begun).toBeLessThan(20_000);
});
