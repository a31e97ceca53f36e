import { describe, expect, test } from 'vitest';
import { FileList } from '../../../../engines/insight/graph/file-list.ts';
import { isExample, isMadeLater, isTest, isTooling } from '../../../../engines/insight/graph/file-role.ts';
import { workspaceOf } from './project-of.ts';

describe('a test', () => {
  test.each(['test/a.ts', 'src/__tests__/a.js', 'src/a.test.ts', 'src/a.spec.tsx', 'a-test.js', 'src/a.stories.tsx'])(
    'is %s',
    (path) => expect(isTest(path)).toBe(true),
  );
  test.each(['src/contest/a.ts', 'src/latest.ts', 'src/attest.ts', 'src/testimony.ts', 'src/respect/a.ts'])(
    'is not %s',
    (path) => expect(isTest(path)).toBe(false),
  );
});

test.each([
  ['scripts/a.ts', true],
  ['vite.config.ts', true],
  ['packages/a/.eslintrc.js', true],
  ['src/a.ts', false],
  ['src/config/index.ts', false],
  ['src/description.ts', false],
])('%s is tooling: %s', (path, expected) => {
  expect(isTooling(path)).toBe(expected);
});

test.each([
  ['examples/a/b.ts', true],
  ['test/fixtures/x.ts', true],
  ['src/example.ts', false],
])('%s is an example: %s', (path, expected) => {
  expect(isExample(path)).toBe(expected);
});

test.each([
  ['src/nothing', false],
  ['lib/nothing', false],
  ['build/client', true],
  ['dist/index', true],
  ['src/__generated__/a', true],
  ['src/version', true],
  ['src/conversion', false],
])('%s is made later: %s', (path, expected) => {
  expect(isMadeLater(new FileList(workspaceOf({ 'src/a.ts': '', 'lib/b.ts': '', 'dist/c.js': '' })), path)).toBe(
    expected,
  );
});
