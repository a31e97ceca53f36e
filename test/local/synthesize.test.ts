import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { sources } from '../../local/synthesize.ts';

test('a change of anything that the assembly is made from makes a new one', () => {
  const folders = sources.filter((source) => !source.includes('.'));
  const files = globSync(`{${folders.join(',')}}/**/*.ts`).map((path) => path.replaceAll('\\', '/'));
  const imported = files.flatMap((file) =>
    [
      ...readFileSync(file, 'utf8').matchAll(/^(?:import|export) .* from '(\.\.?\/[^']+)'|^} from '(\.\.?\/[^']+)'/gm),
    ].map(([, one, several]) => posix.join(posix.dirname(file), one ?? several ?? '').split('/')[0]),
  );
  expect(imported.length).toBeGreaterThan(1_000);
  expect(imported.filter((source) => !sources.includes(source ?? ''))).toEqual([]);
});
