import { describe, expect, test } from 'vitest';
import { baselineOf } from '../../../../engines/insight/baseline/baseline.ts';
import { compareWithBaseline } from '../../../../engines/insight/baseline/compare.ts';
import type { Draft } from '../../../../engines/insight/issue.ts';
import { analysisOf, withFailure } from '../sample-analysis.ts';

type Found = readonly Partial<Draft>[];

const compare = (before: Found, now: Found) => compareWithBaseline(analysisOf(now), baselineOf(analysisOf(before)));
const renames = (before: Found, now: Found) => compare(before, now).renames.map(({ from, to }) => `${from} → ${to}`);
/** Issues of these pieces of code, from line 1 on. */
const file = (path: string, ...codes: string[]) =>
  codes.map((codeSnippet, index) => ({ file: path, line: index * 10 + 1, codeSnippet, message: codeSnippet }));

describe('a file that is gone is followed', () => {
  test('to the one with the same issues', () => {
    expect(renames(file('a.ts', 'x', 'y'), file('lib/b.ts', 'x', 'y'))).toEqual(['a.ts → lib/b.ts']);
  });

  test('to the one with mostly the same issues, the best first, each once', () => {
    const before = [...file('a.ts', '1', '2', '3', '4'), ...file('b.ts', '1', '2', '3', '5')];
    const now = [...file('x.ts', '1', '2', '3', '5', '6'), ...file('y.ts', '1', '2', '3')];
    expect(renames(before, now)).toEqual(['a.ts → y.ts', 'b.ts → x.ts']);
    expect(compare(before, now).new.map(({ message }) => message)).toEqual(['6']);
    expect(compare(before, now).resolved.map(({ file: path, line }) => `${path}:${line}`)).toEqual(['a.ts:31']);
  });

  test('by its name where several are as good', () => {
    const before = [...file('a/one.ts', 'x'), ...file('a/two.ts', 'x'), ...file('a/three.ts', 'x')];
    const now = [...file('b/three.ts', 'x'), ...file('b/two.ts', 'x'), ...file('b/one.ts', 'x')];
    expect(renames(before, now)).toEqual(['a/one.ts → b/one.ts', 'a/three.ts → b/three.ts', 'a/two.ts → b/two.ts']);
  });
});

describe('a file is not followed', () => {
  test('while it is still there', () => {
    expect(renames(file('a.ts', 'x', 'y'), [...file('a.ts', 'x'), ...file('b.ts', 'y')])).toEqual([]);
  });

  test('to one that was there before', () => {
    expect(renames([...file('a.ts', 'x', 'y'), ...file('b.ts', 'z')], file('b.ts', 'x', 'y', 'z'))).toEqual([]);
  });

  test('when less than half of the issues are the same', () => {
    expect(renames(file('a.ts', 'x', 'y', 'z'), file('b.ts', 'x', '1', '2'))).toEqual([]);
  });

  test('for one piece of code that stands elsewhere now', () => {
    expect(renames(file('a.ts', 'x'), [{ file: 'b.ts', line: 70, codeSnippet: 'x' }])).toEqual([]);
    expect(renames(file('a.ts', 'x'), [{ file: 'lib/a.ts', line: 70, codeSnippet: 'x' }])).toEqual(['a.ts → lib/a.ts']);
  });

  test('when it was skipped', () => {
    const now = analysisOf(file('b.ts', 'x', 'y'), { skipped: [{ path: 'a.ts', reason: 'It is minified.' }] });
    const compared = compareWithBaseline(now, baselineOf(analysisOf(file('a.ts', 'x', 'y'))));
    expect([compared.renames, compared.new.length, compared.unknown.length]).toEqual([[], 2, 2]);
  });
});

test('issues that could not be seen do not keep a file from being followed, and stay unknown', () => {
  const unseen = file('a.ts', '1', '2', '3', '4').map((each) => ({ ...each, detector: 'lint' as const }));
  const before = baselineOf(analysisOf([...file('a.ts', 'x', 'y'), ...unseen]));
  const { renames: found, unknown } = compareWithBaseline(
    withFailure(analysisOf(file('b.ts', 'x', 'y')), 'lint'),
    before,
  );
  expect(found).toEqual([{ from: 'a.ts', to: 'b.ts' }]);
  expect(unknown).toHaveLength(4);
});

// Pair by pair it would be 100 million comparisons, which the time limit of a test does not allow.
test('10,000 files that moved and all look alike are followed without a look at each pair', () => {
  const paths = Array.from({ length: 10_000 }, (_, nth) => `${nth}.ts`);
  const tree = (folder: string, line: number) => paths.map((path) => ({ file: `${folder}/${path}`, line }));
  expect(compare(tree('src', 1), tree('lib', 1)).unchanged).toHaveLength(10_000);
  expect(compare(tree('src', 1), tree('lib', 9)).new).toHaveLength(10_000);
});
