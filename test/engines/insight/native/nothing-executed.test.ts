import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { detector as duplication } from '../../../../engines/insight/detectors/duplication/detector.ts';
import { detector as lint } from '../../../../engines/insight/detectors/lint/detector.ts';
import { detector as typescript } from '../../../../engines/insight/detectors/typescript/detector.ts';
import { expectNothingRun, hostileConfigs } from '../hostile-configs.ts';
import { findingsIn, placesOf, type Tree, withFolder } from '../kit.ts';

const repeated = `export function charge(orders, rate) {\n${Array.from(
  { length: 14 },
  (_, nth) =>
    `  rate.add(${nth}, orders.filter((order) => order.kind === ${nth}).map((order) => order.price * rate));\n`,
).join('')}  return rate;\n}\n`;

const problems: Tree = {
  'src/lint.ts': 'export {};\ndebugger;\n',
  'src/types.ts': "import '@acme/plugin';\nexport const a: number = 'x';\n",
  'src/one.js': repeated,
  'src/two.js': repeated,
};
const places = ['src/lint.ts:2 no-debugger', 'src/two.js:1 duplicate-code', 'src/types.ts:2 ts2322'];

test('no configuration of a repository is run by a program of ours, nor changes what it finds', async () => {
  const placesIn = async (tree: Tree) => {
    const found = await Promise.all([lint, typescript, duplication].map((detector) => findingsIn(detector, tree)));
    return placesOf(found.flat().filter(({ file }) => file in problems)).toSorted();
  };
  expect(await placesIn(problems)).toEqual(places);
  await expectNothingRun(async (configs) => {
    expect(await placesIn({ ...configs, ...problems })).toEqual(places);
  });
});

test.each([
  [process.execPath, 'plugin.js'],
  [process.execPath, 'eslint.config.mjs'],
  [process.execPath, 'node_modules/.bin/oxlint'],
  ['sh', '.git/hooks/post-checkout'],
])('they would leave their mark, were they run: %s %s', (command, file) =>
  withFolder({}, async (folder) => {
    const marker = join(folder, 'it-was-run');
    await withFolder(hostileConfigs(marker), async (cwd) => {
      execFileSync(command, [file], { cwd });
    });
    expect(existsSync(marker)).toBe(true);
  }),
);
