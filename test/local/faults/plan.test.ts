import { expect, test } from 'vitest';
import { SharedOffset } from '../../../local/clock/shared-offset.ts';
import { VirtualClock } from '../../../local/clock/virtual-clock.ts';
import { FaultStore, matches } from '../../../local/faults/fault-store.ts';
import { FaultPlan, type FaultPlanInput } from '../../../local/faults/plan.ts';
import { randomOf } from '../../../local/faults/random.ts';

const clock = () => new VirtualClock(new SharedOffset());
const dropAll = { fault: 'drop-then-redeliver', target: { queue: '*' } } as const;

/** Which of a hundred messages are dropped. */
function decisions(plan: FaultPlanInput, between: (store: FaultStore) => void = () => undefined): number[] {
  const store = new FaultStore(clock());
  store.put(plan);
  return Array.from({ length: 100 }, (_, n) => {
    between(store);
    return store.hit('drop-then-redeliver', () => true) ? n : -1;
  }).filter((n) => n >= 0);
}

test('a seed makes the same decisions again, another seed others', () => {
  const rules = [{ ...dropAll, probability: 0.3 }];
  const first = decisions({ seed: 7, rules });
  expect(first.length).toBeGreaterThan(10);
  expect(first.length).toBeLessThan(60);
  expect(decisions({ seed: 7, rules })).toEqual(first);
  expect(decisions({ seed: 8, rules })).not.toEqual(first);
});

test('what happens between two decisions of one rule does not change them', () => {
  const slow = { fault: 'slow', target: { function: '*' }, milliseconds: 1, probability: 0.5 } as const;
  const rules = [{ ...dropAll, probability: 0.3 }, slow];
  const alone = decisions({ seed: 7, rules });
  expect(decisions({ seed: 7, rules }, (store) => void store.hit('slow', () => true))).toEqual(alone);
});

test('a rule ends after its count, and applies from and to its seconds of virtual time', async () => {
  expect(decisions({ seed: 1, rules: [{ ...dropAll, count: 3 }] })).toEqual([0, 1, 2]);
  const time = clock();
  const store = new FaultStore(time);
  store.put({ seed: 1, rules: [{ ...dropAll, from: 60, to: 120 }] });
  const isHit = () => store.hit('drop-then-redeliver', () => true) !== undefined;
  expect(isHit()).toBe(false);
  await time.advance(61_000);
  expect(isHit()).toBe(true);
  await time.advance(60_000);
  expect(isHit()).toBe(false);
});

test('numbers are spread evenly enough', () => {
  const random = randomOf(1, 'spread');
  const buckets = Array.from({ length: 10 }, () => 0);
  for (let n = 0; n < 10_000; n += 1) {
    const bucket = Math.floor(random() * 10);
    buckets[bucket] = (buckets[bucket] ?? 0) + 1;
  }
  for (const count of buckets) expect(Math.abs(count - 1_000)).toBeLessThan(120);
});

test('a pattern is literal but for its stars', () => {
  expect(matches('odavl-*-tasks*', 'odavl-local-tasks-v1')).toBe(true);
  expect(matches('a.b', 'axb')).toBe(false);
  expect(matches('tasks', 'my-tasks')).toBe(false);
});

test.each<[string, unknown, RegExp]>([
  ['no seed', { rules: [] }, /seed/],
  ['an unknown fault', { seed: 1, rules: [{ fault: 'explode', target: { queue: '*' } }] }, /fault/],
  [
    'a fault that its target cannot have',
    { seed: 1, rules: [{ fault: 'duplicate', target: { table: '*' } }] },
    /target/,
  ],
  ['no target', { seed: 1, rules: [{ fault: 'duplicate' }] }, /target/],
  ['a misspelt member', { seed: 1, rules: [{ ...dropAll, probabilty: 0.5 }] }, /probabilty/],
  ['an impossible probability', { seed: 1, rules: [{ ...dropAll, probability: 2 }] }, /probability/],
  ['an end before the beginning', { seed: 1, rules: [{ ...dropAll, from: 5, to: 5 }] }, /from must be before to/],
  [
    'a kill that says both',
    { seed: 1, rules: [{ fault: 'kill-function', target: { function: '*' }, afterMs: 1, afterCalls: 1 }] },
    /either afterMs or afterCalls/,
  ],
])('%s is refused with its place', (_, plan, message) => {
  expect(() => FaultPlan.parse(plan)).toThrow(message);
});
