import { describe, expect, test } from 'vitest';
import { detector } from '../../../../../engines/insight/detectors/package/detector.ts';
import { findingsIn, placesOf } from '../../kit.ts';

type Texts = Readonly<Record<string, string>>;

const placesIn = async (tree: Texts) => placesOf(await findingsIn(detector, tree));
const json = (value: unknown) => JSON.stringify(value, null, 2);
const lock = (packages: Readonly<Record<string, object>>) =>
  json({
    lockfileVersion: 3,
    packages: Object.fromEntries(Object.entries(packages).map(([name, is]) => [`node_modules/${name}`, is])),
  });

test.each(['', '{', '[]', 'null', '5', '{"dependencies":[],"name":{}}', '{"dependencies":{"x":{}}}'])(
  'a package.json that says %j is no trouble',
  async (text) => {
    expect(await placesIn({ 'package.json': text, 'a.ts': '' })).toEqual([]);
  },
);

describe('a missing dependency', () => {
  const root = {
    'package.json': json({ name: 'root', dependencies: { b: '1' }, devDependencies: { c: '1', '@types/estree': '1' } }),
  };
  const at = (source: string, more: Texts = {}, path = 'src/a.ts') =>
    placesIn({ ...root, ...more, [path]: `import 'b';\n${source}` });

  test.each([
    ["import x from 'nowhere';"],
    ["export * from '@scope/nowhere/deep';"],
    ["const x = require('nowhere');"],
    ["import type { X } from 'nowhere';"],
  ])('%s is told', async (source) => {
    expect(await at(source)).toEqual(['src/a.ts:2 missing-dependency']);
  });

  test.each([
    ["import 'c/deep';"],
    ["import 'node:fs'; import 'fs/promises';"],
    ["import 'root';"],
    ["import type { Node } from 'estree';"],
    ["try { require('nowhere') } catch {}"],
    ["import '@/x'; import '~/x'; import 'virtual:x'; import '$lib/x';"],
    ["import 'vscode'; import '@theme/Layout'; import '@components/Button';"],
  ])('%s is none', async (source) => {
    expect(await at(source)).toEqual([]);
  });

  test.each<[string, Texts]>([
    [
      'a bundler has it as an alias',
      { 'vite.config.ts': "export default { resolve: { alias: { nowhere: './x' } } };" },
    ],
    ['a folder has its name', { 'src/nowhere/x.ts': '' }],
    ['a declaration says what it is', { 'src/x.d.ts': "declare module 'nowhere';" }],
    ['the code is for Deno', { 'deno.json': '{}' }],
  ])('is none when %s', async (_, more) => {
    expect(await at("import 'nowhere';", more)).toEqual([]);
  });

  test('is none where there is no package.json, and in examples', async () => {
    expect(await placesIn({ 'a.ts': "import 'nowhere';" })).toEqual([]);
    expect(await at("import 'nowhere';", {}, 'examples/a.ts')).toEqual([]);
  });

  test('is told once for each package, worse where the code runs', async () => {
    const findings = await findingsIn(detector, {
      ...root,
      'src/a.ts': "import 'b'; import 'nowhere';",
      'src/b.ts': "import 'nowhere';",
      'test/c.ts': "import 'only-tests';",
    });
    expect(findings.map(({ severity, file, message }) => `${severity} ${file} ${message}`)).toEqual([
      'high src/a.ts "nowhere" is imported by 2 files, and no package.json up to the root names it. An installation does not bring it.',
      'low test/c.ts "only-tests" is imported by 1 file, and no package.json up to the root names it. An installation does not bring it.',
    ]);
  });

  test('that another package brings is told as such', async () => {
    const [finding] = await findingsIn(detector, {
      ...root,
      'package-lock.json': lock({ nowhere: { version: '1.0.0' } }),
      'src/a.ts': "import 'b'; import 'nowhere';",
    });
    expect(finding).toMatchObject({ severity: 'medium', confidence: 90 });
  });
});

describe('a dependency for development that runs in production', () => {
  const manifest = (more: object) => json({ name: 'p', main: 'dist/index.js', devDependencies: { d: '1' }, ...more });
  const tree = (more: object, index = "import './inner';") => ({
    'package.json': manifest(more),
    'src/index.ts': index,
    'src/inner.ts': "\nimport { d } from 'd'; d();",
    'src/never.ts': "import 'd';",
  });

  test('is told where it is reached from what is published', async () => {
    expect(await placesIn(tree({}))).toEqual(['src/inner.ts:2 dev-dependency-in-production']);
  });

  test('is told where npm start runs it', async () => {
    expect(await placesIn(tree({ private: true, scripts: { start: 'node src/index.ts' } }))).toEqual([
      'src/inner.ts:2 dev-dependency-in-production',
    ]);
  });

  test.each<[string, Texts]>([
    ['nothing is published', tree({ private: true })],
    ['a bundler puts it into the output', tree({ devDependencies: { d: '1', rollup: '4' } })],
    ['it is a peer as well', tree({ peerDependencies: { d: '1' } })],
    ['it is not reached', tree({}, '')],
    ['it is reached when a function asks', tree({}, "export const x = () => import('./inner');")],
    ['only its types are used', { ...tree({}), 'src/inner.ts': "import { D } from 'd'; export type E = D;" }],
  ])('is none when %s', async (_, files) => {
    expect(await placesIn(files)).toEqual([]);
  });
});

describe('an unused dependency', () => {
  const tree = (name: string, more: Texts = {}) => ({
    'package.json': json({ name: 'p', dependencies: { [name]: '1.0.0' } }),
    'src/a.ts': 'export {};',
    ...more,
  });

  test('is told where it is declared, with doubt', async () => {
    const findings = await findingsIn(detector, tree('left-over'));
    expect(placesOf(findings)).toEqual(['package.json:4 unused-dependency']);
    expect(findings[0]).toMatchObject({ severity: 'low', confidence: 45, column: 5 });
  });

  test('is told with less doubt when a lockfile says who else asks for it', async () => {
    const findings = await findingsIn(
      detector,
      tree('left-over', { 'package-lock.json': lock({ 'left-over': { version: '1.0.0' } }) }),
    );
    expect(findings[0]?.confidence).toBe(60);
  });

  test.each<[string, Texts]>([
    ['it is imported', tree('left-over', { 'src/a.ts': "import 'left-over/deep';" })],
    ['it is asked for at run time', tree('left-over', { 'src/a.ts': "load('left-over');" })],
    ['a configuration names it', tree('left-over', { 'x.config.json': '{"use":"left-over"}' })],
    [
      'a script names it',
      { ...tree('x'), 'package.json': json({ dependencies: { 'left-over': '1' }, scripts: { a: 'left-over .' } }) },
    ],
    [
      'it has a command',
      tree('left-over', { 'package-lock.json': lock({ 'left-over': { version: '1.0.0', bin: 'x.js' } }) }),
    ],
    [
      'another asks for it as a peer',
      tree('left-over', { 'yarn.lock': 'x@1:\n  version: 1.0.0\n  peerDependencies:\n    left-over: "*"\n' }),
    ],
    ['it has types', tree('@types/left-over')],
    ['it is a plugin', tree('eslint-plugin-left-over')],
    [
      'pages may import it that are not read',
      { ...tree('x'), 'package.json': json({ dependencies: { 'left-over': '1', '@docusaurus/core': '3' } }) },
    ],
    ['there is no code', { 'package.json': json({ dependencies: { 'left-over': '1' } }) }],
    ['it is for development', { ...tree('x'), 'package.json': json({ devDependencies: { 'left-over': '1' } }) }],
    [
      'it is in an example',
      { 'examples/package.json': json({ dependencies: { 'left-over': '1' } }), 'examples/a.ts': '' },
    ],
  ])('is none when %s', async (_, files) => {
    expect(await placesIn(files)).toEqual([]);
  });
});

describe('versions of the same dependency', () => {
  const two = (one: string, other: string) => ({
    'package.json': json({ name: 'root', workspaces: ['./a', 'b/', '!c'] }),
    'a/package.json': json({ name: 'a', dependencies: { x: one } }),
    'b/package.json': json({ name: 'b', devDependencies: { x: other } }),
  });

  test('of different majors conflict, told at the older', async () => {
    expect(await placesIn(two('^1.0.0', '^2.0.0'))).toEqual(['a/package.json:4 conflicting-dependency-versions']);
    expect(await placesIn(two('3', '^2.0.0'))).toEqual(['b/package.json:4 conflicting-dependency-versions']);
  });

  test.each([
    ['^2.0.0', '^2.5.0'],
    ['^1.0.0 || ^2.0.0', '^2.0.0'],
    ['>=1', '2.0.0'],
    ['*', '2.0.0'],
    ['workspace:*', '2.0.0'],
    ['git+https://example.com/x.git', '2.0.0'],
    ['latest', '2.0.0'],
  ])('%s and %s do not', async (one, other) => {
    expect(await placesIn(two(one, other))).toEqual([]);
  });

  test.each<[string, Texts]>([
    ['are not installed together', { 'package.json': '{}' }],
    ['are of no member', { 'package.json': json({ workspaces: ['a', '!b', 'c/*'] }) }],
    ['are of a workspace that nobody can read', { 'package.json': '{}', 'pnpm-workspace.yaml': 'packages: [' }],
  ])('%s do not', async (_, more) => {
    expect(await placesIn({ ...two('1', '2'), ...more })).toEqual([]);
  });

  test.each<[string, Texts]>([
    ['pnpm', { 'pnpm-workspace.yaml': "packages:\n  - 'a'\n  - b\n" }],
    ['Lerna', { 'lerna.json': json({ packages: ['*'] }) }],
    ['yarn', { 'package.json': json({ workspaces: { packages: ['*'] } }) }],
  ])('conflict in a workspace of %s as well', async (_, more) => {
    expect(await placesIn({ ...two('1', '2'), 'package.json': '{}', ...more })).toHaveLength(1);
  });

  test('in one package.json, twice, are told', async () => {
    const text = json({ name: 'a', dependencies: { x: '1' }, devDependencies: { x: '1', y: '1' } });
    expect(await placesIn({ 'package.json': text })).toEqual(['package.json:7 duplicate-dependency']);
  });
});

describe('a vulnerable version', () => {
  const manifest = (kind: string, range: string) => json({ name: 'p', [kind]: { lodash: range } });

  test('that a lockfile names is told where it is asked for', async () => {
    const findings = await findingsIn(detector, {
      'package.json': manifest('dependencies', '^4.17.0'),
      'package-lock.json': lock({ lodash: { version: '4.17.20' } }),
    });
    expect(placesOf(findings)).toEqual(['package.json:4 vulnerable-dependency']);
    expect(findings[0]).toMatchObject({ severity: 'high', confidence: 95 });
    expect(findings[0]?.message).toContain('(GHSA-35jh-r3h4-6jhm)');
    expect(findings[0]?.suggestion).toBe('Upgrade to lodash 4.17.21 or later.');
  });

  test.each([
    ['package-lock.json', lock({ other: { version: '1.0.0' }, lodash: { version: '4.17.20' } }), 7],
    ['yarn.lock', 'other@1:\n  version "1.0.0"\nlodash@^4:\n  version "4.17.20"\n', 3],
    ['pnpm-lock.yaml', 'packages:\n\n  lodash@4.17.20:\n    resolution: {}\n', 3],
  ])('that another package brings is told in %s', async (path, text, line) => {
    const findings = await findingsIn(detector, { 'package.json': json({ name: 'p' }), [path]: text });
    expect(placesOf(findings)).toEqual([`${path}:${line} vulnerable-dependency`]);
  });

  test('is one step less severe where it is only for development', async () => {
    const [finding] = await findingsIn(detector, {
      'package.json': manifest('devDependencies', '^4.17.0'),
      'package-lock.json': lock({ lodash: { version: '4.17.20', dev: true } }),
    });
    expect(finding?.severity).toBe('medium');
  });

  test('is told once, however often it is installed', async () => {
    const twice = lock({ lodash: { version: '4.17.20' }, 'x/node_modules/lodash': { version: '4.17.20' } });
    expect(await placesIn({ 'package.json': '{}', 'package-lock.json': twice })).toHaveLength(1);
  });

  test.each([
    ['4.17.20', 'high', 80],
    ['~4.16.0', 'critical', 80],
    ['^4.17.0', 'info', 50],
  ])('without a lockfile, %s is %s with a confidence of %i', async (range, severity, confidence) => {
    const [finding] = await findingsIn(detector, { 'package.json': manifest('dependencies', range) });
    expect(finding).toMatchObject({ severity, confidence });
  });

  test.each<[string, Texts]>([
    [
      'the lockfile has a fixed one',
      {
        'package.json': manifest('dependencies', '^4.0.0'),
        'package-lock.json': lock({ lodash: { version: '4.17.21' } }),
      },
    ],
    ['the range begins with a fixed one', { 'package.json': manifest('dependencies', '^4.17.21') }],
    ['the range is none', { 'package.json': manifest('dependencies', 'latest') }],
    ['it is in an example', { 'examples/package.json': manifest('dependencies', '4.0.0') }],
  ])('is none when %s', async (_, files) => {
    expect(await placesIn(files)).toEqual([]);
  });
});
