import { expect, test } from 'vitest';
import { folderOf, foldersUp, isBelow, joinPath } from '../../../../engines/insight/graph/path.ts';

test.each([
  ['src', '../../a', undefined],
  ['', '..', undefined],
  ['src', '..', ''],
  ['src/a', './b', 'src/a/b'],
  ['src/a', '../b//c/./d', 'src/b/c/d'],
  ['src/a', '..\\b\\c', 'src/b/c'],
  ['', './a', 'a'],
])('from "%s", "%s" is %s', (folder, relative, path) => {
  expect(joinPath(folder, relative)).toBe(path);
});

test('the folders of a file go up to the root', () => {
  expect(foldersUp(folderOf('a/b/c.ts'))).toEqual(['a/b', 'a', '']);
  expect(foldersUp(folderOf('c.ts'))).toEqual(['']);
});

test('a folder is not below one whose name only begins the same', () => {
  expect(isBelow('src/a.ts', 'src')).toBe(true);
  expect(isBelow('src2/a.ts', 'src')).toBe(false);
  expect(isBelow('a.ts', '')).toBe(true);
});
