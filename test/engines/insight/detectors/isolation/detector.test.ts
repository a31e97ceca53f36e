import { describe, expect, test } from 'vitest';
import { detector } from '../../../../../engines/insight/detectors/isolation/detector.ts';
import { findingsIn, placesOf } from '../../kit.ts';

const placesIn = async (tree: Readonly<Record<string, string>>) => placesOf(await findingsIn(detector, tree));
const lines = (count: number) => 'x();\n'.repeat(count - 1);
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('a god file', () => {
  test.each([
    [800, []],
    [801, ['medium']],
    [2_001, ['high']],
  ])('of %i lines is %j', async (count, severities) => {
    const findings = await findingsIn(detector, { 'src/a.ts': lines(count) });
    expect(findings.map(({ severity }) => severity)).toEqual(severities);
  });

  test('is no test, no declaration, no table of words and no example', async () => {
    const paths = ['src/a.test.ts', 'src/a.d.ts', 'src/locales/de.ts', 'examples/a.ts'];
    expect(await placesIn(Object.fromEntries(paths.map((path) => [path, lines(900)])))).toEqual([]);
  });
});

/** `hub.ts` with so many files that import it, and so many that it imports. */
function around(fanIn: number, fanOut: number, how = (target: string) => `import '${target}';`, length = 301) {
  const users = numbers(fanIn).map((nth) => [`in${nth}.ts`, "import './hub';"]);
  const needs = numbers(fanOut).map((nth) => [`out${nth}.ts`, '']);
  const hub = numbers(fanOut).map((nth) => how(`./out${nth}`));
  return Object.fromEntries([...users, ...needs, ['hub.ts', `${hub.join('\n')}${'\n'.repeat(length)}`]]);
}

describe('a file that', () => {
  test.each([
    [50, 0, []],
    [51, 0, ['hub.ts:1 high-fan-in']],
    [0, 30, []],
    [0, 31, ['hub.ts:1 high-fan-out']],
    [19, 20, []],
    [20, 20, ['hub.ts:1 hub-file']],
  ])('%i files import and that imports %i is %j', async (fanIn, fanOut, expected) => {
    expect(await placesIn(around(fanIn, fanOut))).toEqual(expected);
  });

  test('is small may be imported by many', async () => {
    expect(await placesIn(around(60, 0, undefined, 100))).toEqual([]);
  });

  test.each([
    ['passes others on', (target: string) => `export * from '${target}';`],
    ['loads others later', (target: string) => `const x = () => import('${target}');`],
    ['needs their types', (target: string) => `import type {} from '${target}';`],
  ])('%s may do so', async (_, how) => {
    expect(await placesIn(around(0, 40, how))).toEqual([]);
  });
});

describe('a package', () => {
  const packages = {
    'package.json': '{"name":"root"}',
    'packages/a/package.json': '{"name":"a"}',
    'packages/b/package.json': '{"name":"b","exports":{".":"./src/index.ts"}}',
    'packages/b/src/index.ts': '',
    'packages/b/src/inner.ts': 'export type T = 1;',
    'packages/b/nested/package.json': '{"type":"commonjs"}',
    'packages/b/nested/x.js': '',
  };
  const from = (path: string, source: string) => placesIn({ ...packages, [path]: source });

  test('must not be reached into by path', async () => {
    expect(await from('packages/a/src/x.ts', "\nimport '../../b/src/inner';")).toEqual([
      'packages/a/src/x.ts:2 package-boundary-break',
    ]);
  });

  test('must not be asked for what it does not export', async () => {
    expect(await from('packages/a/src/x.ts', "import 'b/src/inner';")).toEqual([
      'packages/a/src/x.ts:1 unexported-package-path',
    ]);
  });

  test.each([
    ['by what it exports', 'packages/a/src/x.ts', "import 'b';"],
    ['by its own files, past a package.json without a name', 'packages/b/src/x.ts', "import '../nested/x.js';"],
    ['by the package around it', 'test-all.ts', "import './packages/b/src/inner';"],
    ['by its own tools', 'packages/a/vite.config.ts', "import '../b/src/inner';"],
  ])('may be imported %s', async (_, path, source) => {
    expect(await from(path, source)).toEqual([]);
  });

  test('is less troubled by tests and types', async () => {
    const findings = await findingsIn(detector, {
      ...packages,
      'packages/a/src/x.ts': "import type { T } from '../../b/src/inner';",
      'packages/a/test/x.ts': "import '../../b/src/inner';",
    });
    expect(findings.map(({ severity }) => severity)).toEqual(['low', 'low']);
  });
});
