import { describe, expect, test } from 'vitest';
import { detector } from '../../../../../engines/insight/detectors/architecture/detector.ts';
import { findingsIn, placesOf } from '../../kit.ts';

const placesIn = async (tree: Readonly<Record<string, string>>) => placesOf(await findingsIn(detector, tree));
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('files that all need each other', () => {
  const ring = (count: number, folder = '') =>
    Object.fromEntries(numbers(count).map((nth) => [`${folder}m${nth}.ts`, `import './m${(nth + 1) % count}';`]));

  test.each([
    [9, []],
    [10, ['medium']],
    [30, ['high']],
  ])('%i are %j', async (count, severities) => {
    expect((await findingsIn(detector, ring(count))).map(({ severity }) => severity)).toEqual(severities);
  });

  test('are told at the one with the most ties', async () => {
    const tree = {
      ...ring(10),
      'm7.ts': "import './m8'; import './m1'; import './m2'; import './outside';",
      'outside.ts': '',
    };
    const [finding] = await findingsIn(detector, tree);
    expect(finding?.file).toBe('m7.ts');
    expect(finding?.message).toBe(
      '10 files need each other in circles, most of all m7.ts, m1.ts, m2.ts: they are one module in many files.',
    );
  });

  test('are no trouble in examples', async () => {
    expect(await placesIn(ring(20, 'examples/'))).toEqual([]);
  });
});

describe('a lower folder that imports an upper one', () => {
  const up = "import { y } from '../pages/p0'; y();";

  const layered = (count: number, more: Readonly<Record<string, string>>) => ({
    ...Object.fromEntries(
      numbers(count).map((nth) => [`src/pages/p${nth}.ts`, "import { x } from '../shared/x'; x();"]),
    ),
    'src/shared/x.ts': 'export const x = () => 1;',
    ...more,
  });

  test('breaks a layering when at least five imports go the other way', async () => {
    const findings = await findingsIn(detector, layered(5, { 'src/shared/bad.ts': `\n${up}` }));
    expect(placesOf(findings)).toEqual(['src/shared/bad.ts:2 layer-break']);
    expect(findings[0]?.message).toBe(
      'src/shared imports src/pages/p0.ts from src/pages, which builds on it: 5 imports go the other way.',
    );
  });

  test.each([
    ['fewer imports go the other way', layered(4, { 'src/shared/bad.ts': up })],
    ['it is done too often to be an exception', layered(5, { 'src/shared/a.ts': up, 'src/shared/b.ts': up })],
    ['it is for types', layered(5, { 'src/shared/a.ts': "import type { Y } from '../pages/p0';" })],
    ['it is a test', layered(5, { 'src/shared/a.test.ts': up })],
    ['the folders are no layers', layered(5, { 'src/billing/a.ts': up })],
    ['they are not side by side', layered(5, { 'src/pages/shared/a.ts': "import { y } from '../p0'; y();" })],
  ])('breaks none when %s', async (_, tree) => {
    expect(await placesIn(tree)).toEqual([]);
  });
});
