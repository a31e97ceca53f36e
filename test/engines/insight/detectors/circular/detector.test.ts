import { describe, expect, test } from 'vitest';
import { detector } from '../../../../../engines/insight/detectors/circular/detector.ts';
import type { Finding } from '../../../../../engines/insight/issue.ts';
import { projectOf } from '../../graph/project-of.ts';
import { findingsIn, placesOf } from '../../kit.ts';

/** Files that import each other as in `a>b b>a`. */
function files(edges: string): Record<string, string> {
  const tree: Record<string, string> = {};
  for (const edge of edges.split(' ')) {
    const [from = '', to = ''] = edge.split('>');
    tree[`${from}.ts`] = `${tree[`${from}.ts`] ?? ''}import './${to}';\n`;
    tree[`${to}.ts`] ??= '';
  }
  return tree;
}

const said = (findings: readonly Finding[]) =>
  findings.map(({ severity, message }) => `${severity} ${/: (.*?)\./.exec(message)?.[1]}`);

describe('files that load each other', () => {
  test.each([
    ['a>b b>a', 'a.ts:1 circular-import', 'high'],
    ['a>b b>c c>a', 'a.ts:1 circular-import', 'medium'],
    ['a>b b>c c>d d>a', 'a.ts:1 circular-import', 'medium'],
    ['a>b b>c c>d d>e e>a', 'a.ts:1 circular-import', 'low'],
    ['a>x a>b b>a', 'a.ts:2 circular-import', 'high'],
  ])('%s are told once, at %s, as %s', async (edges, place, severity) => {
    const findings = await findingsIn(detector, files(edges));
    expect(placesOf(findings)).toEqual([place]);
    expect(findings[0]?.severity).toBe(severity);
  });

  test('of several circles that hang together, the shortest is named', async () => {
    const [finding, ...more] = await findingsIn(detector, files('a>b b>c c>d d>a d>c'));
    expect(more).toEqual([]);
    expect(finding?.message).toBe(
      'These files import each other in a circle: c.ts → d.ts → c.ts. One of them runs before what it imports is there. 2 more files are entangled with them.',
    );
  });

  test('circles that do not hang together are told apart', async () => {
    expect(placesOf(await findingsIn(detector, files('a>b b>a c>d d>c')))).toHaveLength(2);
  });

  test('re-exports are imports: a file that takes from the index that passes it on', async () => {
    const tree = {
      'src/index.ts': "export * from './a';\nexport { b } from './b';",
      'src/a.ts': "import { b } from '.';\nexport const a = () => b;",
      'src/b.ts': 'export const b = 1;',
    };
    expect(placesOf(await findingsIn(detector, tree))).toEqual(['src/a.ts:1 circular-import']);
  });

  test('so are CommonJS and the packages of a monorepo', async () => {
    const tree = {
      'a/package.json': '{"name":"a","main":"index.js"}',
      'a/index.js': "const b = require('b');",
      'b/package.json': '{"name":"b","main":"index.js"}',
      'b/index.js': "const a = require('a');",
    };
    expect(placesOf(await findingsIn(detector, tree))).toEqual(['a/index.js:1 circular-import']);
  });
});

describe('no circle is told', () => {
  test.each([
    ["import type { B } from './b'; export type A = B;"],
    ["export const a = () => import('./b');"],
    ["export const a = () => require('./b');"],
    ["type B = import('./b').B;"],
    [''],
  ])('when one of two says %s', async (source) => {
    expect(
      await findingsIn(detector, { 'a.ts': source, 'b.ts': "import * as a from './a'; a; export type B = 1;" }),
    ).toEqual([]);
  });

  test('of a file that imports itself, and of examples', async () => {
    expect(await findingsIn(detector, files('a>a'))).toEqual([]);
    expect(await findingsIn(detector, { 'examples/a.ts': "import './b';", 'examples/b.ts': "import './a';" })).toEqual(
      [],
    );
  });
});

test('a circle that only compilers break is told as a matter of types', async () => {
  const findings = await findingsIn(detector, {
    'a.ts': "import { B } from './b'; export class A { b?: B }",
    'b.ts': "import { A } from './a'; export class B { a?: A }",
  });
  expect(placesOf(findings)).toEqual(['a.ts:1 circular-type-import']);
  expect(findings[0]).toMatchObject({ severity: 'info' });
});

test('a chain of 10,000 files is no circle, and a ring of them is one', () => {
  const chain = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`m${n}.ts`, `import './m${n + 1}';`]));
  const check = (tree: Readonly<Record<string, string>>) => {
    const findings: Finding[] = [];
    detector.checkProject(projectOf(tree), (finding) => findings.push(finding));
    return said(findings);
  };
  expect(check({ ...chain, 'm10000.ts': '' })).toEqual([]);
  expect(check({ ...chain, 'm10000.ts': "import './m0';" })).toEqual([expect.stringMatching(/^low m0/)]);
});
