import fc from 'fast-check';
import picomatch from 'picomatch';
import { expect, test } from 'vitest';
import { compileGlob, whyUnreadableGlob } from '../../../../engines/autopilot/gates/glob.ts';

test.each([
  ['!src/**', 'would take something away'],
  ['src/{a,b}.ts', 'not "{"'],
  ['src/[ab].ts', 'not "["'],
  ['src/@(a|b).ts', 'not "("'],
  ['src\\a', 'not "\\"'],
  [' a', 'white space'],
  ['a/../b', 'no "." and no ".."'],
  ['./a', 'no "." and no ".."'],
  ['a//b', 'between two slashes'],
  ['@scope/c++/**', undefined],
  ['/src/', undefined],
])('the glob %j is refused with a reason, or taken', (glob, reason) => {
  if (reason === undefined) expect(whyUnreadableGlob(glob)).toBeUndefined();
  else expect(whyUnreadableGlob(glob)).toContain(reason);
});

test.each([
  ['*.ts', 'a.ts', true],
  ['*.ts', 'src/a.ts', true],
  ['/*.ts', 'src/a.ts', false],
  ['/*.ts', 'a.ts', true],
  ['src/*.ts', 'src/deep/a.ts', false],
  ['src/**/*.ts', 'src/a.ts', true],
  ['src/**/*.ts', 'src/b/c/a.ts', true],
  ['src/', 'src/b/a.ts', true],
  ['src', 'src/b/a.ts', false],
  ['a?c', 'abc', true],
  ['a?c', 'a/c', false],
  ['?', '🦊', true],
  ['a*', 'a', true],
  ['', '', true],
])('%j on %j: %j', (glob, path, fits) => expect(compileGlob(glob)(path)).toBe(fits));

test('it says what picomatch says, but that "a*/**" fits "a" as "a/**" does in both', () => {
  const name = fc.stringMatching(/^[ab*?]{1,4}$/).filter((text) => !text.includes('**'));
  const glob = fc.array(fc.oneof(name, fc.constant('**')), { minLength: 1, maxLength: 4 }).map((all) => all.join('/'));
  const path = fc.array(fc.stringMatching(/^[ab]{1,4}$/), { minLength: 1, maxLength: 4 }).map((all) => all.join('/'));
  fc.assert(
    fc.property(glob, path, (pattern, text) => {
      const theirs = picomatch(pattern, { dot: true })(text);
      fc.pre(theirs || !/[*?].*\/\*\*$/.test(pattern));
      expect(compileGlob(`/${pattern}`)(text)).toBe(theirs);
    }),
    { numRuns: 500 },
  );
});

test('a glob made to backtrack takes no longer than its length times that of the path', () => {
  const fits = compileGlob(`${'*a'.repeat(90)}b`);
  const begun = performance.now();
  expect(fits('a'.repeat(1_000))).toBe(false);
  expect(compileGlob(`${'**/a/'.repeat(39)}b`)('a/'.repeat(500))).toBe(false);
  expect(performance.now() - begun).toBeLessThan(20_000);
});
