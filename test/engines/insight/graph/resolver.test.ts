import { describe, expect, test } from 'vitest';
import type { Resolution } from '../../../../engines/insight/graph/resolution.ts';
import { Resolver } from '../../../../engines/insight/graph/resolver.ts';
import type { SkippedFile } from '../../../../engines/insight/source/source-file.ts';
import { workspaceOf } from './project-of.ts';

type Texts = Readonly<Record<string, string>>;

function resolve(tree: Texts, specifier: string, from = 'src/main.ts', skipped: readonly SkippedFile[] = []) {
  return said(new Resolver(workspaceOf({ [from]: '', ...tree }, skipped)).resolve(from, specifier));
}

/** `file src/a.ts`, or the kind and what it is about. */
function said(resolution: Resolution): string {
  switch (resolution.kind) {
    case 'file':
      return resolution.path;
    case 'workspace':
      return `${resolution.target.name}: ${resolution.path}${resolution.isExported ? '' : ' (not exported)'}`;
    case 'package':
      return `package ${resolution.name}`;
    case 'missing':
      return `missing ${resolution.path}${resolution.isSure ? '' : '?'}`;
    default:
      return resolution.kind;
  }
}

const json = (value: unknown) => JSON.stringify(value);

describe('what leads nowhere:', () => {
  test.each([
    ['', 'unknown'],
    ['.', 'missing src'],
    ['../..', 'unknown'],
    ['../../../etc/passwd', 'unknown'],
    ['./a', 'missing src/a'],
    ['./dist/a.js', 'missing src/dist/a.js?'],
    ['../build', 'missing build?'],
    ['./generated/client', 'missing src/generated/client?'],
    ['./$types', 'missing src/$types?'],
    ['/abs/path', 'unknown'],
    ['C:\\a\\b', 'unknown'],
    ['!!raw-loader!./a', 'unknown'],
    ['virtual:pages', 'unknown'],
    ['https://example.com/a.js', 'unknown'],
    ['@/a', 'unknown'],
    ['~/a', 'unknown'],
    ['#a', 'unknown'],
    ['\0rollup', 'unknown'],
  ])('%j is %s', (specifier, expected) => {
    expect(resolve({}, specifier)).toBe(expected);
  });
});

describe('a relative path', () => {
  test.each([
    ['./a', 'src/a.ts', 'src/a.ts'],
    ['./a', 'src/a.tsx', 'src/a.tsx'],
    ['./a.js', 'src/a.ts', 'src/a.ts'],
    ['./a.js', 'src/a.tsx', 'src/a.tsx'],
    ['./a.mjs', 'src/a.mts', 'src/a.mts'],
    ['./a.cjs', 'src/a.cts', 'src/a.cts'],
    ['./a.jsx', 'src/a.tsx', 'src/a.tsx'],
    ['./a.service', 'src/a.service.ts', 'src/a.service.ts'],
    ['./a', 'src/a/index.ts', 'src/a/index.ts'],
    ['.', 'src/index.js', 'src/index.js'],
    ['..', 'index.ts', 'index.ts'],
    ['../', 'index.ts', 'index.ts'],
    ['.\\a\\b', 'src/a/b.ts', 'src/a/b.ts'],
    ['./a', 'src/a.d.ts', 'src/a.d.ts'],
    ['./a', 'src/a.ios.tsx', 'src/a.ios.tsx'],
    ['./a.json', 'src/a.json', 'src/a.json'],
    ['./a?raw', 'src/a.ts', 'src/a.ts'],
    ['./a.svg?react', 'src/x.ts', 'present'],
    ['./a.module.css', 'src/x.ts', 'present'],
    ['./a/b', 'src/a.ts', 'missing src/a/b'],
  ])('%s with %s is %s', (specifier, there, expected) => {
    expect(resolve({ [there]: '' }, specifier)).toBe(expected);
  });

  test('a file is taken before a folder of the same name', () => {
    expect(resolve({ 'src/a.ts': '', 'src/a/index.ts': '' }, './a')).toBe('src/a.ts');
  });

  test('a folder with a package.json is what that says', () => {
    expect(resolve({ 'src/a/package.json': json({ main: 'b.js' }), 'src/a/b.ts': '' }, './a')).toBe('src/a/b.ts');
  });

  test('what was skipped is there, and so is all of a vendored folder', () => {
    const skipped = [
      { path: 'src/big.js', reason: 'minified' },
      { path: 'vendor', reason: 'vendored' },
    ] as const;
    expect(resolve({}, './big', 'src/main.ts', skipped)).toBe('src/big.js');
    expect(resolve({}, '../vendor/x', 'src/main.ts', skipped)).toBe('present');
  });

  test('with rootDirs, a file may be elsewhere', () => {
    expect(resolve({ 'tsconfig.json': json({ compilerOptions: { rootDirs: ['.', 'gen'] } }) }, './a')).toBe(
      'missing src/a?',
    );
  });
});

describe('tsconfig', () => {
  const options = (compilerOptions: unknown, more = {}) => json({ compilerOptions, ...more });

  test.each(['', '[]', 'null', '{"compilerOptions": 1}', '{"extends": 5}', '{"compilerOptions":{"paths":[]}}'])(
    'that says %j changes nothing',
    (text) => {
      expect(resolve({ 'tsconfig.json': text, 'src/a.ts': '' }, './a')).toBe('src/a.ts');
    },
  );

  test('paths are taken relative to the configuration, with comments in it', () => {
    const text = '{ /* c */ "compilerOptions": { "paths": { "@/*": ["./src/*"], }, } }';
    expect(resolve({ 'tsconfig.json': text, 'src/a.ts': '' }, '@/a')).toBe('src/a.ts');
    expect(resolve({ 'tsconfig.json': text, 'src/a.ts': '' }, '@/b')).toBe('missing src/b');
  });

  test('the most exact pattern is tried first, and each of its targets', () => {
    const paths = { '*': ['src/*'], 'x/*': ['none/*', 'src/y/*'], 'x/a': ['src/exact.ts'] };
    const tree = { 'tsconfig.json': options({ paths }), 'src/exact.ts': '', 'src/y/b.ts': '', 'src/z.ts': '' };
    expect(resolve(tree, 'x/a')).toBe('src/exact.ts');
    expect(resolve(tree, 'x/b')).toBe('src/y/b.ts');
    expect(resolve(tree, 'z')).toBe('src/z.ts');
    expect(resolve(tree, 'react')).toBe('package react');
  });

  test('baseUrl makes folders into names, in jsconfig as well', () => {
    expect(resolve({ 'jsconfig.json': options({ baseUrl: 'src' }), 'src/ui/a.js': '' }, 'ui/a')).toBe('src/ui/a.js');
  });

  test('extends is followed within the repository, by path and by name, through circles', () => {
    const tree = {
      'base/package.json': json({ name: '@x/base' }),
      'base/tsconfig.json': options({ paths: { '@/*': ['../src/*'] } }),
      'src/a.ts': '',
    };
    expect(resolve({ ...tree, 'tsconfig.json': json({ extends: './base/tsconfig' }) }, '@/a')).toBe('src/a.ts');
    expect(resolve({ ...tree, 'tsconfig.json': json({ extends: '@x/base' }) }, '@/a')).toBe('src/a.ts');
    expect(
      resolve({ ...tree, 'tsconfig.json': json({ extends: ['./nothing', '@x/base/tsconfig.json'] }) }, '@/a'),
    ).toBe('src/a.ts');
    const circle = {
      'tsconfig.json': json({ extends: './tsconfig.b.json' }),
      'tsconfig.b.json': json({ extends: '.' }),
    };
    expect(resolve(circle, '@/a')).toBe('unknown');
  });

  test('a project that the configuration only references has its say', () => {
    const tree = {
      'tsconfig.json': json({ files: [], references: [{ path: './tsconfig.app.json' }] }),
      'tsconfig.app.json': options({ paths: { '@/*': ['./src/*'] } }),
      'src/a.ts': '',
    };
    expect(resolve(tree, '@/a')).toBe('src/a.ts');
  });

  test('a dependency is not a missing alias', () => {
    const tree = {
      'tsconfig.json': options({ paths: { '@acme/*': ['./src/*'] } }),
      'package.json': json({ dependencies: { '@acme/kit': '1' } }),
    };
    expect(resolve(tree, '@acme/kit')).toBe('package @acme/kit');
  });
});

describe('packages', () => {
  const monorepo = {
    'package.json': json({ name: 'root', private: true, workspaces: ['packages/*'] }),
    'packages/a/package.json': json({
      name: '@m/a',
      imports: { '#db': { node: './src/db.js' }, '#x/*': './src/x/*.js' },
    }),
    'packages/a/src/db.ts': '',
    'packages/a/src/x/y.ts': '',
    'packages/b/package.json': json({
      name: '@m/b',
      exports: {
        '.': { types: './dist/index.d.ts', import: './dist/index.js' },
        './f/*': './dist/f/*.js',
        './no': null,
      },
    }),
    'packages/b/src/index.ts': '',
    'packages/b/src/f/one.ts': '',
    'packages/b/src/secret.ts': '',
    'packages/c/package.json': json({ name: 'c', main: 'lib/main.js' }),
    'packages/c/src/main.ts': '',
    'packages/c/util.ts': '',
  };

  test.each([
    ['fs', 'builtin'],
    ['node:test', 'builtin'],
    ['fs/promises', 'builtin'],
    ['lodash/fp', 'package lodash'],
    ['@scope/x/y', 'package @scope/x'],
    ['#db', 'packages/a/src/db.ts'],
    ['#x/y', 'packages/a/src/x/y.ts'],
    ['#x/z', 'missing packages/a/src/x/z.js'],
    ['#other', 'unknown'],
    ['@m/a/src/db', 'packages/a/src/db.ts'],
    ['@m/b', '@m/b: packages/b/src/index.ts'],
    ['@m/b/f/one', '@m/b: packages/b/src/f/one.ts'],
    ['@m/b/secret', '@m/b: packages/b/src/secret.ts (not exported)'],
    ['@m/b/no', '@m/b: undefined (not exported)'],
    ['c', 'c: packages/c/src/main.ts'],
    ['c/util', 'c: packages/c/util.ts'],
  ])('%s is %s', (specifier, expected) => {
    expect(resolve(monorepo, specifier, 'packages/a/src/main.ts')).toBe(expected);
  });

  test.each(['{', '[]', '{"name": 5, "exports": 3, "dependencies": []}'])(
    'a package.json that says %j is no trouble',
    (text) => {
      expect(resolve({ 'package.json': text }, 'x')).toBe('package x');
    },
  );
});
