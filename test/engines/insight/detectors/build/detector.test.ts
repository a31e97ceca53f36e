import { describe, expect, test } from 'vitest';
import { detector } from '../../../../../engines/insight/detectors/build/detector.ts';
import { findingsIn } from '../../kit.ts';

const said = async (tree: Record<string, string>) =>
  (await findingsIn(detector, tree)).map(({ file, line, column, ruleId }) => `${file}:${line}:${column} ${ruleId}`);

describe('JSON that is none is told with its place:', () => {
  test.each([
    ['a comma too many', '{\n  "name": "x",\n}', '3:1'],
    ['a conflict of a merge', '{\n<<<<<<< HEAD\n  "name": "x"\n}', '2:1'],
    ['an end too early', '{"name": "x"', '1:13'],
    ['line ends of Windows', '{\r\n  "a": 1\r\n  "b": 2\r\n}', '3:3'],
  ])('%s', async (_, text, place) => {
    expect(await said({ 'package.json': text })).toEqual([`package.json:${place} invalid-json`]);
  });

  test('but not in what is there to be wrong, nor in a file that is empty', async () => {
    expect(await said({ 'test/fixtures/package.json': '{', 'a/package.json': '', 'notes.json': '{' })).toEqual([]);
  });

  test('configuration of the compiler may have comments', async () => {
    expect(await said({ 'tsconfig.json': '{ // all\n "include": ["src"],\n}', 'tsconfig.x.json': '{,}' })).toEqual([
      'tsconfig.x.json:1:2 invalid-json',
    ]);
  });
});

test('a name that comes twice is told at the second place, a comment is not', async () => {
  const text = '{\n  "//": "a",\n  "//": "b",\n  "scripts": { "a": "x" },\n  "scripts": { "b": "x", "b": "y" }\n}';
  expect(await said({ 'package.json': text })).toEqual([
    'package.json:5:3 duplicate-key',
    'package.json:5:26 duplicate-key',
  ]);
});

describe('an entry point that is not there is told:', () => {
  const manifest = (more: object) => `{"name":"x",\n${JSON.stringify(more).slice(1)}`;
  test.each([
    ['main', { main: './index.js' }],
    ['one of several', { exports: { '.': { import: './index.mjs' } } }],
    ['a program', { bin: { x: 'cli.js' } }],
  ])('%s', async (_, more) => {
    expect(
      (await findingsIn(detector, { 'package.json': manifest(more) })).map(({ ruleId, line }) => [ruleId, line]),
    ).toEqual([['missing-entry-point', 2]]);
  });

  test.each([
    ['one that is there', { main: './src/index.js' }],
    ['one without its extension', { main: 'src/index' }],
    ['a folder', { main: 'src' }],
    ['one whose source is there', { main: './src/main.js' }],
    ['output', { main: './dist/index.js', types: 'lib/index.d.ts', bin: './bin/x.js' }],
    ['what a build makes', { main: './index.js', scripts: { build: 'make' } }],
    ['other files', { main: 'style.css', exports: { './*': './src/*.js', './package.json': './package.json' } }],
    ['places outside', { main: '../../etc/passwd.js' }],
    ['no text', { main: 7, exports: null, bin: ['a', {}] }],
  ])('but not %s', async (_, more) => {
    const tree = { 'package.json': manifest(more), 'src/index.js': '', 'src/main.ts': '' };
    expect(await said(tree)).toEqual([]);
  });
});

test('a script that runs a file which is not there is told', async () => {
  const scripts = {
    ...{ a: 'node scripts/gone.js --x', b: 'node scripts/here.js && tsx ./lost.ts', c: 'node dist/made.js' },
    ...{ d: 'cd x && node y.js', e: 'jest', f: 'node -e "x.js"', g: 'echo node gone.js' },
  };
  const tree = { 'p/package.json': JSON.stringify({ scripts }, undefined, 1), 'p/scripts/here.js': '' };
  expect(await said(tree)).toEqual([
    'p/package.json:3:8 missing-script-file',
    'p/package.json:4:8 missing-script-file',
  ]);
});

describe('lockfiles:', () => {
  const application = '{"private":true,"dependencies":{"x":"1"}}';
  test('those of different package managers are told, at the second', async () => {
    expect(await said({ 'package.json': application, 'package-lock.json': '{}', 'yarn.lock': 'x' })).toEqual([
      'yarn.lock:1:1 several-lockfiles',
    ]);
    expect(await said({ 'package.json': application, 'package-lock.json': '{}', 'npm-shrinkwrap.json': '{}' })).toEqual(
      [],
    );
  });

  test('none is told of an application, not of a library, nor of what has no dependencies', async () => {
    expect(await said({ 'package.json': application })).toEqual(['package.json:1:1 no-lockfile']);
    expect(await said({ 'package.json': '{"dependencies":{"x":"1"}}' })).toEqual([]);
    expect(await said({ 'package.json': '{"private":true}', 'a/package.json': application })).toEqual([]);
    expect(await said({ 'package.json': application, 'pnpm-lock.yaml': 'x: 1' })).toEqual([]);
  });
});

describe('the configuration of the compiler:', () => {
  const config = (compilerOptions: object, more = {}) => JSON.stringify({ ...more, compilerOptions });
  test.each([
    ['strict-off', config({ strict: false }), config({ strict: true, skipLibCheck: true })],
    [
      'contradicting-options',
      config({ emitDecoratorMetadata: true }),
      config({ emitDecoratorMetadata: true, experimentalDecorators: true }),
    ],
    ['contradicting-options', config({ declarationMap: true }), config({ declarationMap: true, composite: true })],
    [
      'contradicting-options',
      config({ allowImportingTsExtensions: true }),
      config({ allowImportingTsExtensions: true, noEmit: true }),
    ],
    [
      'missing-base-config',
      config({}, { extends: './gone.json' }),
      config({}, { extends: ['./base', '@tsconfig/node24/tsconfig.json'] }),
    ],
  ])('%s', async (ruleId, bad, good) => {
    const rules = async (text: string) =>
      (await findingsIn(detector, { 'tsconfig.json': text, 'base.json': '{}' })).map((finding) => finding.ruleId);
    expect(await rules(bad)).toEqual([ruleId]);
    expect(await rules(good)).toEqual([]);
  });

  test('an option may be right by what it extends', async () => {
    const tree = {
      'tsconfig.base.json': config({ noEmit: true }),
      'tsconfig.json': config({ allowImportingTsExtensions: true }, { extends: './tsconfig.base.json' }),
    };
    expect(await said(tree)).toEqual([]);
  });
});
