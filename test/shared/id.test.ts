import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type IdKind, idPattern, idPrefixes, newId } from '../../shared/id.ts';

const instant = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2100, 0, 1) });
const kinds = Object.keys(idPrefixes).filter((kind): kind is IdKind => kind in idPrefixes);

test('ids of one kind sort by the time of their making', () => {
  fc.assert(
    fc.property(instant, instant, (a, b) => {
      fc.pre(a !== b);
      expect(newId('task', a) < newId('task', b)).toBe(a < b);
    }),
  );
});

test('an id matches the pattern of its own kind and of no other', () => {
  for (const kind of kinds) {
    const matching = kinds.filter((other) => idPattern(other).test(newId(kind, Date.UTC(2026, 0, 1))));
    expect(matching).toEqual([kind]);
  }
});

test('a pattern accepts nothing around or inside an id', () => {
  const id = newId('project', Date.UTC(2026, 0, 1));
  for (const wrong of [`${id}\n`, ` ${id}`, `${id}x`, id.slice(0, -1), id.toUpperCase(), id.replace(/.$/, 'u')]) {
    expect(idPattern('project').test(wrong), wrong).toBe(false);
  }
});

test('a thousand ids of one millisecond differ', () => {
  const ids = new Set(Array.from({ length: 1_000 }, () => newId('event', 1_800_000_000_000)));
  expect(ids.size).toBe(1_000);
});
