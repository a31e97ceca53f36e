import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitsClaim } from '../../../../lambdas/auth/exchange/fits-claim.ts';

test.each([
  ['main', 'main'],
  ['refs/heads/*', 'refs/heads/main'],
  ['refs/heads/*', 'refs/heads/'],
  ['refs/heads/*', 'refs/heads/a/b'],
  ['*/engine', 'analytical/engine'],
  ['repo:a/*:ref:*', 'repo:a/b:ref:refs/heads/main'],
  ['a*a', 'aa'],
  ['a*b*b', 'abb'],
  ['**a', 'xa'],
  ['1815', 1815],
  ['true', true],
])('%j fits %j', (pattern, value) => {
  expect(fitsClaim(pattern, value)).toBe(true);
});

test.each([
  ['main', 'Main'],
  ['main', 'main '],
  ['main', 'domain'],
  ['refs/heads/*', 'xrefs/heads/main'],
  ['*/engine', 'analytical/engine2'],
  ['a*a', 'a'],
  ['a*b*b', 'ab'],
  ['a.c', 'abc'],
  ['[a-z]', 'b'],
  ['main', undefined],
  ['null', null],
  ['main', ['main']],
  ['[object Object]', {}],
])('%j does not fit %j', (pattern, value) => {
  expect(fitsClaim(pattern, value)).toBe(false);
});

test('it is the same as the pattern written as a regular expression', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '/', '.'), maxLength: 12 });
  fc.assert(
    fc.property(text, text, (pattern, value) => {
      const expression = pattern.replace(/[./]/g, '\\$&').replaceAll('*', '[^]*');
      expect(fitsClaim(pattern, value)).toBe(new RegExp(`^${expression}$`).test(value));
    }),
    { numRuns: 5_000 },
  );
});

test('no pattern makes it slow', () => {
  const begun = performance.now();
  fitsClaim('*a'.repeat(250), 'a'.repeat(16_000).concat('b'));
  expect(performance.now() - begun).toBeLessThan(50);
});
