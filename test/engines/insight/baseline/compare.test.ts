import { describe, expect, test } from 'vitest';
import type { Analysis } from '../../../../engines/insight/analysis.ts';
import { Baseline, baselineOf } from '../../../../engines/insight/baseline/baseline.ts';
import { type Comparison, compareWithBaseline } from '../../../../engines/insight/baseline/compare.ts';
import type { Draft } from '../../../../engines/insight/issue.ts';
import { analysisOf, withFailure } from '../sample-analysis.ts';

type Found = readonly Partial<Draft>[];

const compare = (before: Found, now: Found | Analysis) =>
  compareWithBaseline('issues' in now ? now : analysisOf(now), baselineOf(analysisOf(before)));
/** `state file:line rule`, in the order of the comparison. */
const said = (comparison: Comparison) =>
  [...comparison.new, ...comparison.unchanged, ...comparison.resolved, ...comparison.unknown].map(
    ({ state, file, line, ruleId }) => `${state} ${file}:${line} ${ruleId}`,
  );
const code = (codeSnippet: string) => ({ codeSnippet });

describe('in one file', () => {
  test('what was not there is new, and what is not there any more is resolved', () => {
    const compared = compare([{ ruleId: 'old' }], [{ ruleId: 'young' }]);
    expect(said(compared)).toEqual(['new src/a.ts:3 young', 'resolved src/a.ts:3 old']);
  });

  test('nothing against nothing is nothing', () => {
    expect(said(compare([], []))).toEqual([]);
  });

  test('the same code is unchanged however far it moved', () => {
    expect(said(compare([{}], [{ line: 900 }]))).toEqual(['unchanged src/a.ts:900 no-eval']);
  });

  test('another piece of code is unchanged up to 3 lines away, and new from the fourth on', () => {
    expect(said(compare([{}], [{ line: 6, ...code('eval(b)') }]))).toEqual(['unchanged src/a.ts:6 no-eval']);
    expect(said(compare([{ message: 'x' }], [{ line: 7, ...code('eval(b)') }]))).toEqual([
      ...['new src/a.ts:7 no-eval', 'resolved src/a.ts:3 no-eval'],
    ]);
  });

  test('what became more severe is unchanged at its place', () => {
    expect(said(compare([{ severity: 'low' }], [{ severity: 'high' }]))).toEqual(['unchanged src/a.ts:3 no-eval']);
  });

  test('a message said once is recognised in rewritten code, with other measurements', () => {
    const before = { message: '`run` has 24 paths.', ...code('function run() {') };
    const now = { message: '`run` has 31 paths.', ...code('const run = () => {'), line: 70 };
    expect(said(compare([before], [now]))).toEqual(['unchanged src/a.ts:70 no-eval']);
  });

  test('a message said of several places is not', () => {
    const before = [code('a'), { ...code('b'), line: 30 }];
    expect(said(compare(before, [code('a'), { ...code('c'), line: 90 }]))).toEqual([
      ...['new src/a.ts:90 no-eval', 'unchanged src/a.ts:3 no-eval', 'resolved src/a.ts:30 no-eval'],
    ]);
  });

  test('a second piece of the same code is new, and the nearest is the old one', () => {
    expect(said(compare([{ line: 50 }], [{ line: 10 }, { line: 51 }]))).toEqual([
      ...['new src/a.ts:10 no-eval', 'unchanged src/a.ts:51 no-eval'],
    ]);
    expect(said(compare([{ line: 10 }, { line: 51 }], [{ line: 50 }]))).toEqual([
      ...['unchanged src/a.ts:50 no-eval', 'resolved src/a.ts:10 no-eval'],
    ]);
  });

  test('one issue never stands for two', () => {
    const compared = compare([{}], [{}, { column: 2 }, { column: 3 }]);
    expect([compared.new.length, compared.unchanged.length, compared.resolved.length]).toEqual([2, 1, 0]);
  });

  test('another rule or detector is never the same', () => {
    expect(compare([{}], [{ detector: 'lint' }]).unchanged).toEqual([]);
    expect(compare([{}], [{ ruleId: 'x' }]).unchanged).toEqual([]);
  });
});

describe('an issue of before that is not seen now is not resolved, but unknown,', () => {
  const before = [{ file: 'a.ts' }, { file: 'b.ts' }];
  test.each<[string, Analysis, string[]]>([
    ['when its detector failed', withFailure(analysisOf([]), 'security'), ['unknown a.ts', 'unknown b.ts']],
    [
      'when its detector failed there',
      withFailure(analysisOf([]), 'security', 'b.ts'),
      ['resolved a.ts', 'unknown b.ts'],
    ],
    ['when its detector was not run', analysisOf([], { detectors: [] }), ['unknown a.ts', 'unknown b.ts']],
    [
      'when its file was skipped',
      analysisOf([], { skipped: [{ path: 'a.ts', reason: 'It is minified.' }] }),
      ['resolved b.ts', 'unknown a.ts'],
    ],
    ['unless only another detector failed', withFailure(analysisOf([]), 'lint'), ['resolved a.ts', 'resolved b.ts']],
  ])('%s', (_, now, expected) => {
    expect(said(compare(before, now)).map((line) => line.split(':')[0])).toEqual(expected);
  });

  test('and is not new when it is seen again, if the baseline in between carried it', () => {
    const failed = withFailure(analysisOf([]), 'security');
    const { unknown } = compareWithBaseline(failed, baselineOf(analysisOf(before)));
    const carried = Baseline.parse(baselineOf(failed, unknown));
    expect(said(compareWithBaseline(analysisOf(before), carried))).toEqual([
      ...['unchanged a.ts:3 no-eval', 'unchanged b.ts:3 no-eval'],
    ]);
  });
});

describe('a baseline', () => {
  test('has no code and no text in it, and survives its way through JSON', () => {
    const baseline = baselineOf(analysisOf([{ message: 'SECRET', codeSnippet: 'SECRET', suggestion: 'SECRET' }]));
    const stored = JSON.stringify(baseline);
    expect(stored).not.toContain('SECRET');
    expect(Baseline.parse(JSON.parse(stored))).toEqual(baseline);
  });

  test.each([{}, { version: 2, issues: [] }, { version: 1, issues: [{}] }, { version: 1, issues: [], more: 1 }])(
    '%j is none',
    (value) => {
      expect(Baseline.safeParse(value).success).toBe(false);
    },
  );
});
