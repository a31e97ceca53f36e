import { describe, expect, test } from 'vitest';
import { fromMetrics } from '../../../../engines/autopilot/cycle/guarded.ts';
import { lineMapOf } from '../../../../engines/autopilot/cycle/map-lines.ts';
import type { Observation } from '../../../../engines/autopilot/cycle/observation.ts';
import { verify } from '../../../../engines/autopilot/cycle/verify.ts';
import { type Draft, finishIssues } from '../../../../engines/insight/issue.ts';

const draft = (over: Partial<Draft> = {}): Draft => ({
  ...{ file: 'a.ts', line: 1, severity: 'medium', detector: 'security', ruleId: 'no-eval', category: 'test' },
  ...{ message: 'eval runs text.', codeSnippet: 'eval(x)', confidence: 90 },
  ...over,
});

function seen(drafts: readonly Draft[], rest: Partial<Observation> = {}): Observation {
  const issues = finishIssues(drafts, () => undefined);
  const count = (detector: string) => issues.filter((issue) => issue.detector === detector).length;
  const metrics = fromMetrics((metric) => {
    if (metric === 'totalIssues') return issues.length;
    return metric === 'imports' ? count('import') : count(metric);
  });
  return { metrics, issues, unparsable: [], ...rest };
}

const verdict = (...args: Parameters<typeof verify>) =>
  verify(...args).violations.map(({ kind, metric }) => (metric ? `${kind} ${metric}` : kind));

describe('the tree is worse when', () => {
  test.each([
    ['security', 'security'],
    ['typescript', 'typescript'],
    ['performance', 'performance'],
    ['complexity', 'complexity'],
    ['import', 'imports'],
  ] as const)('there is a problem more: %s', (detector, metric) => {
    expect(verdict(seen([]), seen([draft({ detector })]), [])).toEqual([
      'rise totalIssues',
      `rise ${metric}`,
      `new-issue ${metric}`,
    ]);
  });

  test('there are more problems in total, of whatever kind', () => {
    expect(verdict(seen([]), seen([draft({ detector: 'lint' })]), [])).toEqual(['rise totalIssues']);
  });

  test('a recipe guards a kind that rises while others fall', () => {
    const [before, after] = [seen([draft()]), seen([draft({ detector: 'lint' })])];
    expect(verdict(before, after, [])).toEqual([]);
    expect(verdict(before, after, [], ['lint'])).toEqual(['rise lint', 'new-issue lint']);
  });

  test('a new problem takes the place of an old one, in another file, rule, or by another message', () => {
    for (const other of [{ file: 'b.ts' }, { ruleId: 'no-xss' }, { message: 'Function runs text.' }]) {
      expect(verdict(seen([draft()]), seen([draft(other)]), [])).toEqual(['new-issue security']);
    }
  });

  test('a problem gets more severe', () => {
    expect(verdict(seen([draft()]), seen([draft({ severity: 'high' })]), [])).toEqual(['worse-issue security']);
    expect(verdict(seen([draft()]), seen([draft({ severity: 'low' })]), [])).toEqual([]);
  });

  test('a file no longer parses', () => {
    expect(verdict(seen([], { unparsable: ['a.ts'] }), seen([], { unparsable: ['a.ts', 'b.ts'] }), [])).toEqual([
      'unparsable',
    ]);
  });

  test('a detector fails where it did not, so that its problems seem to be gone', () => {
    const [before, after] = [
      seen([draft()], { failures: ['lint'] }),
      seen([], { failures: ['lint', 'security a b.ts'] }),
    ];
    expect(verify(before, after, []).violations).toMatchObject([{ kind: 'not-observed', files: ['a b.ts'] }]);
    expect(verdict(before, seen([], { failures: ['lint'] }), [])).toEqual([]);
  });

  test('a number is none', () => {
    const after = seen([]);
    const unknown = { ...after, metrics: { ...after.metrics, security: Number.NaN } };
    expect(verdict(seen([]), unknown, [])).toEqual(['rise security']);
  });
});

describe('a problem is the same', () => {
  const change = {
    path: 'a.ts',
    before: 'import b;\nimport c;\neval(x);\neval(x);\n',
    after: 'import c;\neval(x);\neval(x);\n',
  };

  test('when lines before it went away', () => {
    const before = seen([draft({ line: 3 }), draft({ line: 4 })]);
    const after = seen([draft({ line: 2 }), draft({ line: 3 })]);
    expect(verify(before, after, [change])).toEqual({ violations: [], resolved: [], added: [] });
  });

  test('when its line went elsewhere', () => {
    expect(verdict(seen([draft({ line: 90 })]), seen([draft({ line: 7 })]), [change])).toEqual([]);
  });

  test('when a number in its message changed', () => {
    const [was, is] = [draft({ message: 'f is 25 deep.' }), draft({ message: 'f is 9 deep.', codeSnippet: 'f()' })];
    expect(verdict(seen([was]), seen([is]), [])).toEqual([]);
  });
});

test('a violation is explained with its problems, and names where they are', () => {
  const after = seen([draft({ line: 7 })]);
  const { violations, added } = verify(seen([]), after, []);
  expect(violations[2]).toEqual({
    ...{ kind: 'new-issue', metric: 'security', files: ['a.ts'], issues: after.issues },
    message: 'security has problems that were not there: a.ts:7 no-eval: eval runs text.',
  });
  expect(added).toEqual(after.issues);
});

test('of many that are the same, the one on no line of before is the new one', () => {
  const before = seen([draft({ line: 2 }), draft({ line: 5 })]);
  const after = seen([draft({ line: 2 }), draft({ line: 3 }), draft({ line: 5 })]);
  expect(verify(before, after, []).added.map(({ line }) => line)).toEqual([3]);
});

test('20,000 problems of one file are compared in less than a second', () => {
  const many = Array.from({ length: 20_000 }, (_, nth) => draft({ line: nth + 1 }));
  const [before, after] = [seen(many), seen(many)];
  const begun = performance.now();
  expect(verify(before, after, []).violations).toEqual([]);
  expect(performance.now() - begun).toBeLessThan(20_000);
});

test('lines are followed through a change', () => {
  const map = lineMapOf('a\nb\nc\nd\ne\n', 'a\nx\ny\nb\nd\nE\n');
  expect([1, 2, 3, 4, 5, 9].map(map)).toEqual([1, 4, 5, 5, 6, 10]);
});
