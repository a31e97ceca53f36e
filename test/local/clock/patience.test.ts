import { expect, test } from 'vitest';
import { advancePatiently } from '../../../local/clock/patience.ts';
import { SharedOffset } from '../../../local/clock/shared-offset.ts';
import { VirtualClock } from '../../../local/clock/virtual-clock.ts';

const hour = 3_600_000;
const newClock = () => new VirtualClock(new SharedOffset());

test('the work of one minute ends before the next minute falls due', async () => {
  const clock = newClock();
  let running = 0;
  let most = 0;
  let done = 0;
  const everyMinute = () => {
    clock.schedule(60_000, everyMinute);
    running += 1;
    most = Math.max(most, running);
    setTimeout(() => {
      running -= 1;
      done += 1;
    }, 10);
  };
  clock.schedule(60_000, everyMinute);
  await advancePatiently(clock, clock.now() + hour / 4, () => running === 0);
  // One more where a step ends after the minute that it began with.
  expect(most).toBeLessThanOrEqual(2);
  expect(done).toBeGreaterThanOrEqual(14);
});

test('work that runs already may end before the clock moves at all', async () => {
  const clock = newClock();
  const begun = clock.now();
  let checks = 0;
  const movedAt: number[] = [];
  await advancePatiently(clock, begun + hour, () => {
    checks += 1;
    if (clock.now() - begun < 60_000) movedAt.push(checks);
    return checks > 20;
  });
  expect(movedAt.at(-1)).toBeGreaterThan(20);
  expect(clock.now() - begun).toBeGreaterThanOrEqual(hour);
});

test('what never ends is overtaken', async () => {
  const clock = newClock();
  const to = clock.now() + hour;
  expect(await advancePatiently(clock, to, () => false, { step: 20, way: 100 })).toBeGreaterThanOrEqual(to);
});

test('a year is no more than some hundred steps', async () => {
  const clock = newClock();
  let rests = 0;
  const isAtRest = () => {
    rests += 1;
    return true;
  };
  await advancePatiently(clock, clock.now() + 365 * 24 * hour, isAtRest);
  expect(rests).toBeLessThan(1_000);
});

test('a time that has passed is refused', async () => {
  const clock = newClock();
  await expect(advancePatiently(clock, clock.now() - 1_000, () => true)).rejects.toThrow(RangeError);
});
