import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Draft, detectorIds, finishIssues, Issue, severities } from '../../../engines/insight/issue.ts';

const draft = (more: Partial<Draft> = {}): Draft => ({
  ...{ file: 'src/a.ts', line: 3, column: 5, severity: 'high', detector: 'security', ruleId: 'no-eval' },
  ...{ category: 'injection', message: 'eval runs `input`.', confidence: 90 },
  ...more,
});
const finish = (drafts: readonly Draft[], line?: string) => finishIssues(drafts, () => line);

describe('the order of issues', () => {
  test('is that of file, line, column, detector, rule and message, by code unit', () => {
    const ordered = [
      draft({ file: 'B.ts' }),
      draft({ file: 'a.ts', line: 2, column: 9 }),
      draft({ file: 'a.ts', line: 10, column: 1, detector: 'lint' }),
      draft({ file: 'a.ts', line: 10, column: 1, ruleId: 'a' }),
      draft({ file: 'a.ts', line: 10, column: 1, ruleId: 'b', message: 'A' }),
      draft({ file: 'a.ts', line: 10, column: 1, ruleId: 'b', message: 'a' }),
      draft({ file: 'ä.ts' }),
    ];
    expect(finish(ordered.toReversed()).map(({ id, canBeHandedToAutopilot, ...rest }) => rest)).toEqual(ordered);
  });

  test('and all else do not depend on the order in which they were found', () => {
    const Found = fc.record({
      file: fc.constantFrom('a.ts', 'b.ts'),
      line: fc.integer({ min: 1, max: 3 }),
      severity: fc.constantFrom(...severities),
      detector: fc.constantFrom(...detectorIds.slice(0, 2)),
      confidence: fc.integer({ min: 0, max: 100 }),
      suggestion: fc.option(fc.string(), { nil: undefined }),
      codeSnippet: fc.option(fc.string(), { nil: undefined }),
    });
    const both = fc
      .array(Found)
      .chain((found) => fc.tuple(fc.constant(found), fc.shuffledSubarray(found, { minLength: found.length })));
    fc.assert(
      fc.property(both, ([found, shuffled]) => {
        expect(finish(shuffled.map(draft), 'x')).toEqual(finish(found.map(draft), 'x'));
      }),
    );
  });
});

describe('the id of an issue', () => {
  const idOf = (more: Partial<Draft>) => finish([draft(more)])[0]?.id;

  test('changes with its place, its rule and its message, and with nothing else', () => {
    const others: Partial<Draft>[] = [
      ...[{}, { file: 'b.ts' }, { line: 4 }, { column: 6 }, { ruleId: 'x' }, { message: 'y' }],
      { detector: 'lint' },
    ];
    expect(new Set(others.map(idOf)).size).toBe(others.length);
    const same: Partial<Draft>[] = [{ confidence: 1 }, { severity: 'low' }, { suggestion: 'x' }, { codeSnippet: 'x' }];
    expect(new Set(same.map(idOf))).toEqual(new Set([idOf({})]));
  });

  test('does not change from one release to the next', () => {
    expect(idOf({})).toBe('iss_55efa9a519dd6c9e71c3a055');
  });

  test('is had by one issue: of those that are the same, the most severe and surest, and one that hides its line', () => {
    const kept = finish(
      [draft({ severity: 'low' }), draft({ confidence: 10 }), draft(), draft({ codeSnippet: 'eval(…)' })],
      'eval(secret)',
    );
    expect(kept).toEqual([
      { ...draft({ codeSnippet: 'eval(…)' }), id: expect.any(String), canBeHandedToAutopilot: false },
    ]);
  });
});

describe('the snippet of an issue', () => {
  const snippetOf = (line: string | undefined, more: Partial<Draft> = {}) =>
    finish([draft(more)], line)[0]?.codeSnippet;

  test('is its line without indentation, unless the detector gives another', () => {
    expect(snippetOf('  eval(a);\t')).toBe('eval(a);');
    expect(snippetOf('eval("secret")', { codeSnippet: 'eval("…")' })).toBe('eval("…")');
  });

  test('hides what another detector must not show of the same lines', () => {
    const secret = draft({ ruleId: 'private-key', line: 4, endLine: 6, codeSnippet: '-----BEGIN …' });
    const found = finishIssues([...[3, 4, 6, 7].map((line) => draft({ line })), secret], (_, line) => `line ${line}`);
    expect(found.map(({ line, codeSnippet }) => `${line} ${codeSnippet}`)).toEqual([
      ...['3 line 3', '4 -----BEGIN …', '4 -----BEGIN …', '6 -----BEGIN …', '7 line 7'],
    ]);
  });

  test('is missing where there is no line, or an empty one', () => {
    expect(snippetOf(undefined)).toBeUndefined();
    expect(snippetOf('  ')).toBeUndefined();
  });

  test('ends after 200 characters, and never within one', () => {
    expect(snippetOf('x'.repeat(500))).toHaveLength(200);
    expect(snippetOf(`${'x'.repeat(199)}😀`)).toBe('x'.repeat(199));
  });
});

test('a finished issue is valid', () => {
  const [issue] = finish([draft({ endLine: 4, suggestion: 'Parse it.' })], 'eval(input)');
  expect(Issue.parse(issue)).toEqual(issue);
});

test('an issue can be handed to Autopilot when it is in code, of a rule with a recipe, and not one of those that the recipe leaves', () => {
  const drafts = [
    draft(),
    draft({ line: 4, isByHand: true }),
    draft({ line: 5, ruleId: 'sql-injection' }),
    draft({ file: 'src/page.html' }),
  ];
  const issues = finishIssues(drafts, () => undefined, new Set(['no-eval']));
  expect(issues.map(({ file, line, canBeHandedToAutopilot }) => [file, line, canBeHandedToAutopilot])).toEqual([
    ['src/a.ts', 3, true],
    ['src/a.ts', 4, false],
    ['src/a.ts', 5, false],
    ['src/page.html', 3, false],
  ]);
  for (const issue of issues) expect(issue).not.toHaveProperty('isByHand');
});
