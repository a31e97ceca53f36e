import { describe, expect, it } from 'vitest';
import { isExponential } from '../../../../../../engines/insight/detectors/security/regex/exponential.ts';

describe('a pattern that takes twice as long with each character', () => {
  it.each([
    '^(a+)+$',
    '^(a*)*b',
    '(a|a)*b',
    '^(\\w+\\s?)*$',
    '^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+$',
    '(\\d+|\\d)*x',
    '^(.|\\s)*$',
    '(x+x+)+y',
    '^(([a-z])+.)+[A-Z]([a-z])+$',
    '((ab)+)+c',
    '^(?:[A-Z]?[a-z]+|[A-Z]+)*\\d{0,4}$',
    '(?:a{1,}){30}b',
  ])('is %s', (source) => {
    expect(isExponential(source, '')).toBe(true);
  });

  it.each([
    ['^a+$', ''],
    ['^(a+b)+$', ''],
    ['^(\\w+\\s)*$', ''],
    ['^(\\w+,)*\\w+$', ''],
    ['"(?:[^"\\\\]|\\\\.)*"', ''],
    ['^(a|b)*$', ''],
    ['(a+)+', ''],
    ['^(\\w+,\\w+;)*$', ''],
    ['^[a-z]+(?:-[a-z]+)*$', ''],
    ['^(?:\\/[^/]+)+$', ''],
    ['^(?:.|\\n)*$', ''],
    ['^(a+){2}$', ''],
    ['\\s+$', ''],
    ['^(?=.*\\d)(?=.*[a-z]).{8,}$', ''],
    ['[', ''],
    ['(((', ''],
    ['', ''],
    ['\\', ''],
    ['[\\p{L}--[a-z]]+', 'v'],
  ])('is not %s', (source, flags) => {
    expect(isExponential(source, flags)).toBe(false);
  });

  it('is told with the cases that the flags make equal', () => {
    expect(isExponential('^(A|a)*$', '')).toBe(false);
    expect(isExponential('^(A|a)*$', 'i')).toBe(true);
    expect(isExponential('^(?:.|\\n)*$', 's')).toBe(true);
  });

  it('is looked for in linear time, however it is written', () => {
    const begun = performance.now();
    for (const piece of ['(', '(a+', '(a|', 'a+', '[a-', '(a*)*', '\\', '(?:', 'a{1,', '|', '(a?'])
      for (const end of ['', ')+$'])
        for (let turn = 0; turn < 20; turn += 1) isExponential(piece.repeat(5_000 / piece.length) + end, '');
    expect(performance.now() - begun).toBeLessThan(20_000);
  });
});
