import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openWait, stopWaiting, type Wait, WaitReason, waitedMs, waitFor } from '../../../shared/task/waits.ts';

const start = Date.UTC(2026, 10, 22);
const at = (ms: number) => new Date(start + ms).toISOString();

/** What happens to a task after so many milliseconds: it waits for something, or it runs. */
const step = fc.record({
  after: fc.integer({ min: 0, max: 100_000 }),
  reason: fc.option(fc.constantFrom(...WaitReason.options), { nil: undefined }),
});

/** The waits of a history, and the time that it was queued, added up without them. */
function play(steps: readonly { after: number; reason?: WaitReason | undefined }[]) {
  let waits: Wait[] = waitFor([], 'platform-capacity', start);
  let now = start;
  let queued = 0;
  let isQueued = true;
  for (const { after, reason } of steps) {
    now += after;
    if (isQueued) queued += after;
    waits = reason ? waitFor(waits, reason, now) : stopWaiting(waits, now);
    isQueued = reason !== undefined;
  }
  return { waits, now, queued, isQueued };
}

test('the waits of any history add up to the time that the task was queued, to the millisecond', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
      const { waits, now, queued, isQueued } = play(steps);
      expect(waitedMs(waits, now)).toBe(queued);
      expect(waits.length).toBeLessThanOrEqual(100);
      expect(openWait(waits) !== undefined).toBe(isQueued);
    }),
    { numRuns: 200 },
  );
});

test('while none are merged they neither overlap nor leave a gap in which the task was queued', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { waits } = play(steps);
      const running = new Set<string>();
      let now = start;
      for (const { after, reason } of steps) {
        now += after;
        if (!reason) running.add(new Date(now).toISOString());
      }
      for (const [index, wait] of waits.entries()) {
        const before = waits[index - 1];
        if (!before) continue;
        expect(before.to && before.to <= wait.from).toBe(true);
        // A gap begins where the task began to run, and nowhere else.
        if (before.to && before.to < wait.from) expect(running).toContain(before.to);
      }
    }),
  );
});

test('the next wait begins at the instant at which the one before ends', () => {
  const waits = waitFor(waitFor([], 'delay', start), 'plan-limit', start + 5);
  expect(stopWaiting(waits, start + 9)).toEqual([
    { reason: 'delay', from: at(0), to: at(5) },
    { reason: 'plan-limit', from: at(5), to: at(9) },
  ]);
});

test('to go on waiting for the same is no new wait', () => {
  const waits = waitFor([], 'platform-capacity', start);
  expect(waitFor(waits, 'platform-capacity', start + 5)).toEqual(waits);
});

test('a clock that is behind takes no time back', () => {
  const waits = waitFor([], 'backoff', start);
  expect(waitFor(waits, 'plan-limit', start - 1_000)).toEqual([{ reason: 'plan-limit', from: at(0) }]);
  expect(stopWaiting(waits, start - 1_000)).toEqual([]);
});

test('of more than a hundred the oldest two of a reason become one of their length', () => {
  let waits: Wait[] = [];
  for (let n = 0; n < 102; n += 1)
    waits = stopWaiting(waitFor(waits, n % 2 ? 'delay' : 'backoff', start + n * 10), start + n * 10 + 4);
  expect(waits).toHaveLength(100);
  expect(waits[0]).toEqual({ reason: 'backoff', from: at(0), to: at(12), merged: 3 });
});
