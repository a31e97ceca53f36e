import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Indices } from '../../../../engines/autopilot/cycle/largest-avoiding.ts';
import { BudgetExhausted } from '../../../../engines/autopilot/cycle/probe.ts';
import { selectFixes } from '../../../../engines/autopilot/cycle/select.ts';

const has = (set: Indices, conflict: Indices) => conflict.every((index) => set.includes(index));

/** Fixes of which those of each conflict must not all be together. */
function world(conflicts: readonly Indices[], budget = Number.POSITIVE_INFINITY) {
  const asked: string[] = [];
  const verify = async (set: Indices) => {
    if (asked.length >= budget) throw new BudgetExhausted();
    asked.push(set.join(' '));
    return { isGreen: !conflicts.some((conflict) => has(set, conflict)) };
  };
  return { asked, verify };
}

const select = (count: number, conflicts: readonly Indices[], budget?: number) => {
  const { asked, verify } = world(conflicts, budget);
  return selectFixes(count, verify).then((selection) => ({ ...selection, asked }));
};

/** By looking at every set: the largest, and of those the one with the first fixes. */
function bestByForce(count: number, conflicts: readonly Indices[]): Indices {
  let best: Indices = [];
  for (let mask = 0; mask < 2 ** count; mask += 1) {
    // The first fix is the highest bit, so that of two sets of one size the later mask has the first fixes.
    const set = Array.from({ length: count }, (_, index) => index).filter((index) => (mask >> (count - 1 - index)) & 1);
    if (set.length >= best.length && !conflicts.some((conflict) => has(set, conflict))) best = set;
  }
  return best;
}

test('no fixes are looked at not once', async () => {
  expect(await select(0, [])).toMatchObject({ kept: [], dropped: [], isProvenLargest: true, tries: 0 });
});

test('fixes that are green together are looked at once', async () => {
  expect(await select(40, [])).toMatchObject({ tries: 1, dropped: [], isProvenLargest: true });
});

test('a fix that is red alone is dropped, and the others stay', async () => {
  const { kept, dropped } = await select(5, [[2]]);
  expect(kept).toEqual([0, 1, 3, 4]);
  expect(dropped).toEqual([{ index: 2, why: 'alone', others: [] }]);
});

test('of two that are red together the first stays, and the second says why it is dropped', async () => {
  const { kept, dropped } = await select(5, [[1, 3]]);
  expect(kept).toEqual([0, 1, 2, 4]);
  expect(dropped).toEqual([{ index: 3, why: 'conflict', others: [1] }]);
});

test('the first gives way when it is in conflict with several', async () => {
  const { kept, dropped } = await select(4, [
    [0, 1],
    [0, 2],
    [0, 3],
  ]);
  expect(kept).toEqual([1, 2, 3]);
  expect(dropped).toEqual([{ index: 0, why: 'conflict', others: [1] }]);
});

test('when every fix is red nothing is kept', async () => {
  const { kept, isProvenLargest } = await select(3, [[0], [1], [2]]);
  expect([kept, isProvenLargest]).toEqual([[], true]);
});

const worlds = fc.integer({ min: 1, max: 12 }).chain((count) =>
  fc.tuple(
    fc.constant(count),
    fc.array(
      fc
        .uniqueArray(fc.nat(count - 1), { minLength: 1, maxLength: 3 })
        .map((conflict) => conflict.toSorted((a, b) => a - b)),
      { maxLength: 14 },
    ),
  ),
);

test('the set is exactly the largest, the one with the first fixes, and no set is looked at twice', () =>
  fc.assert(
    fc.asyncProperty(worlds, async ([count, conflicts]) => {
      const { kept, asked, isProvenLargest, dropped } = await select(count, conflicts);
      expect(kept).toEqual(bestByForce(count, conflicts));
      expect(isProvenLargest).toBe(true);
      expect(new Set(asked).size).toBe(asked.length);
      for (const { index, why, others } of dropped) {
        expect(why).not.toBe('unproven');
        expect(conflicts.some((conflict) => has([index, ...others], conflict))).toBe(true);
      }
    }),
    { numRuns: 300, seed: 5 },
  ));

test('when observations run out, the best that was seen to be green is kept, and it is said that nothing is proven', () =>
  fc.assert(
    fc.asyncProperty(worlds, fc.nat(6), async ([count, conflicts], budget) => {
      const { kept, asked, isProvenLargest } = await select(count, conflicts, budget);
      expect(asked.length).toBeLessThanOrEqual(budget);
      expect(conflicts.some((conflict) => has(kept, conflict))).toBe(false);
      if (kept.length > 0) expect(asked).toContain(kept.join(' '));
      if (isProvenLargest) expect(kept).toEqual(bestByForce(count, conflicts));
    }),
    { numRuns: 200, seed: 5 },
  ));

describe('it takes few observations:', () => {
  test('one bad fix among 128 is found by halves', async () => {
    expect((await select(128, [[77]])).tries).toBeLessThanOrEqual(16);
  });

  test('three bad ones that violations point to are found at once', async () => {
    const bad = [5, 40, 99];
    const verify = async (set: Indices) => {
      const suspects = set.filter((index) => bad.includes(index));
      return { isGreen: suspects.length === 0, suspects };
    };
    const selection = await selectFixes(128, verify);
    expect(selection).toMatchObject({ isProvenLargest: true });
    expect(selection.dropped.map(({ index }) => index)).toEqual(bad);
    expect(selection.tries).toBeLessThanOrEqual(7);
  });

  test('a hundred fixes in pairs of conflicts come to an end', async () => {
    const pairs = Array.from({ length: 50 }, (_, nth) => [2 * nth, 2 * nth + 1]);
    const { kept, isProvenLargest } = await select(100, pairs);
    expect(kept).toEqual(pairs.map(([first]) => first));
    expect(isProvenLargest).toBe(true);
  });
});

test('hints that are wrong cost observations, and change nothing else', () =>
  fc.assert(
    fc.asyncProperty(worlds, fc.array(fc.nat(11)), async ([count, conflicts], suspects) => {
      const { verify } = world(conflicts);
      const hinted = async (set: Indices) => ({ ...(await verify(set)), suspects });
      expect((await selectFixes(count, hinted)).kept).toEqual(bestByForce(count, conflicts));
    }),
    { numRuns: 100, seed: 5 },
  ));
