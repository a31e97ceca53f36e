import { expect, it } from 'vitest';
import { isScript, isTestFile } from '../../../../engines/insight/syntax/file-role.ts';

it.each(['test/a.ts', 'src/__tests__/a.js', 'src/a.test.tsx', 'src/a.spec.mjs', 'e2e/login.ts', 'vitest.config.ts'])(
  '%s is of a test',
  (path) => expect(isTestFile(path)).toBe(true),
);

it.each(['src/a.ts', 'src/latest/a.ts', 'src/contest.ts', 'src/test.service/a.ts', 'src/specification.ts'])(
  '%s is not of a test',
  (path) => expect(isTestFile(path)).toBe(false),
);

it.each([
  ['bin/run.js', ''],
  ['scripts/release.ts', ''],
  ['src/a.js', '#!/usr/bin/env node\n'],
  ['vite.config.ts', ''],
])('%s is a script', (path, text) => expect(isScript(path, text)).toBe(true));

it('a file that asks for a library of terminals is a script, and any other is not', () => {
  expect(isScript('src/a.ts', '', ['commander'])).toBe(true);
  expect(isScript('src/binary/a.ts', '', ['express'])).toBe(false);
});
