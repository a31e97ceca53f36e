import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineEndAt } from '../../../../engines/autopilot/act/line-end.ts';
import { applyEdits } from '../../../../engines/autopilot/act/span-edit.ts';

test('of edits that overlap the outer one is made, and then the first one', () => {
  const inner = { start: 2, end: 3, text: 'x' };
  const outer = { start: 1, end: 4, text: 'O' };
  const late = { start: 3, end: 6, text: 'L' };
  expect(applyEdits('abcdef', [late, inner, outer])).toBe('aOef');
  expect(applyEdits('abcdef', [late, inner])).toBe('abxL');
});

test('what no edit speaks of stays, byte for byte', () => {
  const edit = fc.record({ start: fc.nat(40), length: fc.nat(5) });
  fc.assert(
    fc.property(fc.string({ minLength: 46, unit: 'binary' }), fc.array(edit), (text, spans) => {
      const edits = spans.map(({ start, length }) => ({ start, end: start + length, text: '' }));
      const touched = new Set(
        edits.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, n) => start + n)),
      );
      const kept = text.split('').filter((_, index) => !touched.has(index));
      expect(applyEdits(text, edits).length).toBeGreaterThanOrEqual(kept.length);
      expect(applyEdits(text, [])).toBe(text);
    }),
    { seed: 5 },
  );
});

test('a line ends as itself, the last one as the one before, and a single one in the usual way', () => {
  const text = 'a\r\nb\nc\rd';
  expect([0, 3, 5, 7].map((offset) => lineEndAt(text, offset))).toEqual(['\r\n', '\n', '\r', '\r']);
  expect([lineEndAt('a\r\nb', 4), lineEndAt('a', 0), lineEndAt('', 0)]).toEqual(['\r\n', '\n', '\n']);
});
