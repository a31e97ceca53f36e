import { describe, expect, test } from 'vitest';
import { foldName, pathFault, pathOf } from '../../../shared/archive/entry-name.ts';

describe('a path is refused as', () => {
  const refused: readonly (readonly [string, readonly string[]])[] = [
    ['path_traversal', ['..', '../a', 'a/..', 'a/../b', 'a\\..\\b', '..\\a', '．．/a', '‥/a']],
    ['absolute_path', ['/a', '//server/share', '\\a', '\\\\server\\share', 'C:\\a', 'c:a', '／etc', 'C：a']],
    [
      'invalid_name',
      ['a//b', './a', 'a/.', 'a/./b', 'a\\b', 'a\0b', 'a\nb', 'a\u0085', 'a\u007f', 'file:stream', '\ud800', 'a/'],
    ],
    ['name_too_long', ['x'.repeat(256), 'ä'.repeat(128), `${'folder/'.repeat(150)}x`]],
    [
      'reserved_name',
      ['CON', 'con.txt', 'a/NUL', 'aux.tar.gz', 'COM1', 'lpt9.log', 'com¹', 'CONIN$', 'trailing.', 'a /b', 'con .txt'],
    ],
  ];
  test.each(refused.flatMap(([code, paths]) => paths.map((path) => [code, path])))('%s: %j', (code, path) => {
    expect(pathFault(String(path))).toBe(code);
  });
});

test.each([
  'a',
  'a.b.c',
  '.env',
  '..a',
  'a..b',
  '...a',
  'console.ts',
  'com10',
  'COM',
  'nullable',
  'a b/c d',
  'ä/日本',
  '[id]/(group)/@slot',
  'x'.repeat(255),
  "it's $1 & more?*",
])('%j is a good path', (path) => {
  expect(pathFault(path)).toBeUndefined();
});

test.each([
  ['./a/b', 'a/b'],
  ['././a', 'a'],
  ['./', ''],
  ['.', ''],
  ['a/', 'a'],
  ['../a', '../a'],
  ['.a/', '.a'],
])('the path of %j is %j', (name, path) => {
  expect(pathOf(name)).toBe(path);
});

test.each([
  ['README', 'readme'],
  ['é', 'e\u0301'],
  ['É', 'e\u0301'],
  ['ﬁle', 'file'],
  ['straße', 'STRASSE'],
  ['Å', 'Å'],
  ['ſ', 's'],
  ['Σ', 'ς'],
])('%j and %j collide', (one, other) => {
  expect(foldName(one)).toBe(foldName(other));
});
