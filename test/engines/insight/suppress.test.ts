import { describe, expect, test } from 'vitest';
import { type Draft, finishIssues } from '../../../engines/insight/issue.ts';
import { suppress, unsuppressed } from '../../../engines/insight/suppress.ts';

const issueAt = (line: number, more: Partial<Draft> = {}) =>
  finishIssues(
    [
      {
        ...{ file: 'a.ts', line, severity: 'high', detector: 'security', ruleId: 'no-eval', category: 'injection' },
        ...{ message: 'eval runs text.', confidence: 90 },
        ...more,
      },
    ],
    () => undefined,
  );
/** The lines of a rule broken on each line that are still told of. */
const told = (text: string, more: Partial<Draft> = {}) =>
  unsuppressed(
    text.split(/\r\n|\n|\r/).flatMap((_, index) => issueAt(index + 1, more)),
    () => text,
  ).map(({ line }) => line);

describe('a comment', () => {
  test.each([
    ['a\nb // odavl-disable-line\nc', [1, 3]],
    ['a\r\n// odavl-disable-next-line\r\nc', [1, 2]],
    ['a\r//odavl-disable-next-line\rc', [1, 2]],
    ['# odavl-disable-next-line no-eval\nb\nc', [1, 3]],
    ['{/* odavl-disable-next-line no-eval */}\nb\nc', [1, 3]],
    ['// odavl-disable-file\nb\nc', []],
    ['// odavl-disable-line no-new, no-eval -- it is a test\nb', [2]],
    ['// odavl-disable-line security\nb', [2]],
    ['f() /* odavl-disable-line */ + g(i--)\nb', [2]],
    ['f() /* odavl-disable-line no-eval -- why */ + g()\nb', [2]],
  ])('in %j leaves lines %j', (text, lines) => {
    expect(told(text)).toEqual(lines);
  });

  test.each([
    ['of another rule', '// odavl-disable-line no-new\nb'],
    ['of a part of the rule', '// odavl-disable-line no\nb'],
    ['whose rule is in its reason only', '// odavl-disable-line no-new -- no-eval\nb'],
    ['that is no comment', 'odavl-disable-line\nb'],
    ['of an unknown kind', '// odavl-disable-lines\n// odavl-disable-next'],
    ['of a kind that only begins like one', '// odavl-disable-line-up\n// odavl-disable-file-system'],
    ['with other words before it', '// please odavl-disable-line\nb'],
  ])('%s hides nothing', (_, text) => {
    expect(told(text)).toEqual([1, 2]);
  });

  test('for the whole file counts only in its first 20 lines', () => {
    expect(told(`${'\n'.repeat(19)}// odavl-disable-file`)).toEqual([]);
    expect(told(`${'\n'.repeat(20)}// odavl-disable-file`)).toHaveLength(21);
  });
});

test('what is hidden is kept with its reason', () => {
  const issues = [...issueAt(1), ...issueAt(2), ...issueAt(3)];
  const text = 'a // odavl-disable-line no-eval -- input is ours -- see ADR 7\nb // odavl-disable-line\nc';
  const [first, second, third] = issues;
  expect(suppress(issues, () => text)).toEqual({
    issues: [third],
    suppressed: [{ issue: first, reason: 'input is ours -- see ADR 7' }, { issue: second }],
  });
});

test('files that nobody has the text of hide nothing', () => {
  expect(unsuppressed(issueAt(1), () => undefined)).toHaveLength(1);
});

test('a line of a million characters is read in no time', () => {
  const text = '/'.repeat(1_000_000).concat(' odavl-disable-', '#'.repeat(1_000_000));
  const begun = performance.now();
  expect(told(text)).toEqual([1]);
  expect(performance.now() - begun).toBeLessThan(20_000);
});
