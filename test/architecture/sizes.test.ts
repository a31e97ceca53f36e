import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** The longest that a file of its kind gets before it is split. */
const limits = [
  ['bin/odavl-cloud.ts', 40],
  ['lib/services/*.ts', 150],
  ['lib/constructs/*.ts', 150],
  ['lib/platform-stack.ts', 150],
  ['lambdas/*/*.lambda.ts', 80],
  ['lambdas/*/contract.ts', 250],
  ['lambdas/**/store.ts', 250],
] as const;

test.each(limits)('every file of %s has at most %i lines', (pattern, limit) => {
  const files = globSync(pattern);
  expect(files).not.toHaveLength(0);
  const long = files.filter((path) => readFileSync(path, 'utf8').trimEnd().split('\n').length > limit);
  expect(long).toEqual([]);
});
