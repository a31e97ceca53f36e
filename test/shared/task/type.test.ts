import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoffSeconds, taskTypeOf } from '../../../shared/task/type.ts';

const steps = taskTypeOf('guardian.test').backoffSeconds;

test('a wait is a whole number of seconds, at least its step, at most a quarter more, and never more than SQS can delay', () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), random, (attempt, jitter) => {
      const step = steps[Math.min(attempt, steps.length) - 1] ?? 0;
      const seconds = backoffSeconds('guardian.test', attempt, () => jitter);
      expect(Number.isInteger(seconds)).toBe(true);
      expect(seconds).toBeGreaterThanOrEqual(step);
      expect(seconds).toBeLessThanOrEqual(Math.min(900, Math.ceil(step * 1.25)));
    }),
  );
});

test('a later attempt waits longer, and the last step repeats', () => {
  const waits = [1, 2, 3, 9].map((attempt) => backoffSeconds('guardian.test', attempt, () => 0));
  expect(waits).toEqual([5, 30, 30, 30]);
});
