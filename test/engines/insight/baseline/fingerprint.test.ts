import { describe, expect, test } from 'vitest';
import { fingerprintsOf } from '../../../../engines/insight/baseline/fingerprint.ts';
import type { Draft } from '../../../../engines/insight/issue.ts';
import { draft } from '../sample-analysis.ts';

const of = (more: Partial<Draft> = {}) =>
  fingerprintsOf({ ...draft(more), id: 'iss_1', canBeHandedToAutopilot: false });
const plain = of();

describe('the fingerprint of', () => {
  test('the content is that of rule, detector, severity and code, wherever it stands and however it is spaced', () => {
    for (const more of [{ file: 'b.ts' }, { line: 99 }, { message: 'x' }, { codeSnippet: 'eval( input\t)' }]) {
      expect(of(more).content).toBe(plain.content);
    }
    const others: Partial<Draft>[] = [
      { ruleId: 'x' },
      { detector: 'lint' },
      { severity: 'low' },
      { codeSnippet: 'eval(b)' },
    ];
    for (const more of others) expect(of(more).content).not.toBe(plain.content);
  });

  test('the content is made of the message where there is no code', () => {
    const without = { codeSnippet: undefined };
    expect(of({ ...without, line: 9 }).content).toBe(of(without).content);
    expect(of({ ...without, message: 'x' }).content).not.toBe(of(without).content);
    expect(of({ codeSnippet: 'evalruns`input`.' }).content).not.toBe(of(without).content);
  });

  test('the location is that of path, line, detector and rule', () => {
    expect(of({ message: 'x', severity: 'low', codeSnippet: 'y' }).location).toBe(plain.location);
    const others: Partial<Draft>[] = [{ file: 'b.ts' }, { line: 4 }, { detector: 'lint' }, { ruleId: 'x' }];
    for (const more of others) expect(of(more).location).not.toBe(plain.location);
  });

  test('the message does not see measurements, but names with digits in them', () => {
    const said = (message: string) => of({ message }).message;
    expect(said('`run` has complexity 24,\nmore than 20.')).toBe(said('`run` has complexity 31, more than 20.'));
    expect(said('`run1` is unused.')).not.toBe(said('`run2` is unused.'));
  });

  test('each kind is the same in all releases', () => {
    expect(plain).toEqual({
      content: '26742edf45597b42b9a3',
      location: '9b3c81ba7db45c2cc9b9',
      message: 'fa01a96851ff81e4910f',
    });
  });
});
