import fc from 'fast-check';
import { expect, test } from 'vitest';
import { queueVariables, submissionQueueUrls, taskQueueUrls } from '../../../shared/task/queue-env.ts';
import { TaskTypeName } from '../../../shared/task/task.ts';
import { backoffSeconds, largestConcurrency, submissionTypes, taskTypeOf } from '../../../shared/task/type.ts';

const { firstSeconds, factor, maxSeconds, jitter } = taskTypeOf('guardian.test').retry;
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test('a wait is a whole number of seconds, at least its step, and at most the jitter more', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), chance, (attempt, luck) => {
      const step = Math.min(maxSeconds, firstSeconds * factor ** (attempt - 1));
      const seconds = backoffSeconds('guardian.test', attempt, () => luck);
      expect(Number.isInteger(seconds)).toBe(true);
      expect(seconds).toBeGreaterThanOrEqual(step);
      expect(seconds).toBeLessThanOrEqual(Math.ceil(step * (1 + jitter)));
    }),
  );
});

test('a later attempt waits longer, up to a limit', () => {
  const waits = [1, 2, 3, 4, 9].map((attempt) => backoffSeconds('guardian.test', attempt, () => 0));
  expect(waits).toEqual([5, 30, 180, 300, 300]);
});

test('what a failure asks for is the least that is waited', () => {
  expect(backoffSeconds('guardian.test', 1, () => 0, 120)).toBe(120);
  expect(backoffSeconds('guardian.test', 2, () => 0, 3)).toBe(30);
});

test('the largest concurrency is that of the largest plan', () => {
  expect(largestConcurrency('guardian.test')).toBe(20);
});

test.each(TaskTypeName.options)('%s can be migrated from every version that it had', (type) => {
  const { inputVersion, migrations } = taskTypeOf(type);
  const before = Array.from({ length: inputVersion - 1 }, (_, n) => String(n + 1));
  expect(Object.keys(migrations)).toEqual(before);
});

test.each(TaskTypeName.options)(
  '%s renews its lease often enough, and gives up before its attempts could outlive a message',
  (type) => {
    const { leaseSeconds, timeoutSeconds, concurrency } = taskTypeOf(type);
    expect(leaseSeconds / 3).toBeGreaterThan(3);
    // Lambda's longest run, less what a worker needs to write its end.
    expect(timeoutSeconds).toBeLessThanOrEqual(870);
    expect(concurrency.free).toBeLessThanOrEqual(concurrency.pro);
    expect(concurrency.pro).toBeLessThanOrEqual(concurrency.enterprise);
  },
);

test('every type has its queues', () => {
  const env = {
    QUEUE_GUARDIAN_TEST: 'https://q/t',
    QUEUE_GUARDIAN_TEST_PRIORITY: 'https://q/tp',
    QUEUE_GUARDIAN_BATCH: 'https://q/b',
    QUEUE_GUARDIAN_BATCH_PRIORITY: 'https://q/bp',
    QUEUE_INSIGHT_ANALYSIS: 'https://q/i',
    QUEUE_INSIGHT_ANALYSIS_PRIORITY: 'https://q/ip',
    QUEUE_AUTOPILOT_RUN: 'https://q/a',
    QUEUE_AUTOPILOT_RUN_PRIORITY: 'https://q/ap',
  };
  expect(taskQueueUrls(env)).toEqual({
    'guardian.test': { standard: 'https://q/t', priority: 'https://q/tp' },
    'guardian.batch': { standard: 'https://q/b', priority: 'https://q/bp' },
    'insight.analysis': { standard: 'https://q/i', priority: 'https://q/ip' },
    'autopilot.run': { standard: 'https://q/a', priority: 'https://q/ap' },
  });
  expect(Object.keys(queueVariables).sort()).toEqual([...TaskTypeName.options].sort());
  const asked = { SUBMISSIONS_GUARDIAN_TEST: 'https://s/t', SUBMISSIONS_GUARDIAN_BATCH: 'https://s/b' };
  expect(Object.keys(submissionQueueUrls(asked)).sort()).toEqual([...submissionTypes].sort());
});
