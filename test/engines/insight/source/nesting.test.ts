import { expect, test } from 'vitest';
import { nestingOf } from '../../../../engines/insight/source/nesting.ts';

test.each([
  ['', 0],
  ['a(b[c]);', 2],
  ['(a); [b]; {c}', 1],
  ['((((', 4],
  ['))))(', 1],
  ['"((((" + \'[[[[\'', 0],
  ['// ((((\n(a)', 1],
  ['/* (((( */ (a)', 1],
  ['[/*]*/[/*]*/[', 3],
  ['["]",["]",[', 3],
  ['[/]/,[/]/,[', 3],
  ['[/[/\\]]/,[', 2],
  ['[a / b] + [c / d]', 1],
  ['[(a) / b, (c) / d]', 2],
  ['`((((`', 0],
  ['`#{`#{`#{a}`}`}`'.replaceAll('#', '$'), 3],
  ['`#{ {a: (1)} }((((` + (b)'.replace('#', '$'), 3],
  ["<p>don't {(a)} do</p>", 2],
  ['"never ends ((\n(a)', 3],
  ['/* never ends (((', 0],
])('%j is %i deep', (text, depth) => {
  expect(nestingOf(text, 500)).toBe(depth);
});

test('more than enough is not counted', () => {
  expect(nestingOf('('.repeat(1_000_000), 500)).toBe(500);
});

test('a megabyte that is all quotes, or all slashes, is read in no time', () => {
  const begun = performance.now();
  for (const text of ['"\n', "'", '/', '/ ', '`${', '}`', '\\', '/[', "\\'"])
    nestingOf(text.repeat(1_000_000 / text.length), 500);
  expect(performance.now() - begun).toBeLessThan(20_000);
});
