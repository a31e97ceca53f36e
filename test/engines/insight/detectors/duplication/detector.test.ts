import { describe, expect, test } from 'vitest';
import { detector } from '../../../../../engines/insight/detectors/duplication/detector.ts';
import { isWorthTelling } from '../../../../../engines/insight/detectors/duplication/worth.ts';
import { findingsIn } from '../../kit.ts';

const work = (name: string, steps: number) =>
  `export function ${name}(orders, rate) {\n${Array.from(
    { length: steps },
    (_, nth) =>
      `  const total${nth} = orders.filter((order) => order.kind === ${nth}).map((order) => order.price * rate);\n`,
  ).join('')}  return [total0];\n}\n`;
const said = async (tree: Record<string, string>) =>
  (await findingsIn(detector, tree)).map(({ file, line, endLine, message }) => `${file}:${line}-${endLine} ${message}`);

describe('bad input:', () => {
  test('no file, an empty one, and one that does not parse give nothing', async () => {
    expect(await said({})).toEqual([]);
    expect(await said({ 'a.ts': '', 'b.ts': 'const = ;;; {{{{ `', 'c.ts': `const x = ${'['.repeat(10_000)}` })).toEqual(
      [],
    );
  });

  test('a file that repeats one line thousands of times comes to an end', async () => {
    const findings = await said({
      'a.js': 'call(1, 2, 3);\nother(4);\n'.repeat(15_000),
      'b.js': 'call(1, 2, 3);\nother(4);\n'.repeat(15_000),
    });
    expect(findings.length).toBeLessThanOrEqual(1_000);
  });
});

test('code in two files is one issue, at the later one, and names the other place', async () => {
  const tree = { 'b.ts': `// One.\n${work('charge', 12)}`, 'a.ts': work('charge', 12), 'c.ts': work('pay', 1) };
  expect(await said(tree)).toEqual(['b.ts:2-16 These 15 lines repeat lines 1 to 15 of `a.ts`.']);
});

test('neither comments nor the kind of file make a copy another', async () => {
  const tree = { 'a.ts': work('charge', 12), 'b.jsx': work('charge', 12).replace('{\n', '{\n  // As agreed.\n') };
  expect((await said(tree)).length).toBe(1);
});

test('what is short, what differs, and what only tests repeat is not told', async () => {
  expect(await said({ 'a.ts': work('a', 2), 'b.ts': work('b', 2) })).toEqual([]);
  expect(await said({ 'a.test.ts': work('charge', 12), 'b.test.ts': work('charge', 12) })).toEqual([]);
});

test('a long copy weighs more, and one in tests hardly', async () => {
  const weights = async (tree: Record<string, string>) =>
    (await findingsIn(detector, tree)).map(({ severity, confidence }) => `${severity} ${confidence}`);
  expect(await weights({ 'a.ts': work('x', 60), 'b.ts': work('x', 60) })).toEqual(['medium 95']);
  expect(await weights({ 'a.ts': work('x', 15), 'b.ts': work('x', 15) })).toEqual(['low 90']);
  expect(await weights({ 'a.test.ts': work('x', 60), 'b.test.ts': work('x', 60) })).toEqual(['info 50']);
});

test('imports that are alike are no copies', async () => {
  const names = Array.from({ length: 20 }, (_, nth) => `name${nth}`);
  const single = names.map((name) => `import { ${name} } from '../shared/${name}.ts';`);
  const block = ['import {', ...names.map((name) => `  ${name},`), "} from './all.ts';"];
  expect(await said({ 'a.ts': single.join('\n'), 'b.ts': single.join('\n') })).toEqual([]);
  expect([single, block, block.slice(5), ['});', '}', '']].map(isWorthTelling)).toEqual([false, false, false, false]);
  expect(isWorthTelling(work('x', 12).split('\n'))).toBe(true);
});

test('the same tree gives the same findings', async () => {
  const tree = Object.fromEntries(
    Array.from({ length: 12 }, (_, nth) => [`f${nth}.ts`, work('charge', 12 + (nth % 3))]),
  );
  expect(await said(tree)).toEqual(await said(tree));
});
