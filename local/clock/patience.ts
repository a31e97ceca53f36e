import { setTimeout as wait } from 'node:timers/promises';
import type { VirtualClock } from './virtual-clock.ts';

/** Whether the platform has nothing to do but answer requests: no job and no consumer runs, and no message waits for one. */
export type IsAtRest = () => boolean;

/** No step is shorter, and a long way has no more steps than this. */
const shortestStepMs = 60_000;
const mostSteps = 300;
/** Real time that is waited for work, before one step and on the whole way. What takes longer is overtaken by the clock. */
const usualPatienceMs = { step: 15_000, way: 60_000 };

/**
 * Moves the clock as `advanceTo` does, in steps, and lets the work that a step has made end before the next one. In one jump every
 * minute of an hour would fall due at once, and whatever runs under a lease would lose it in the middle.
 * @throws RangeError for a time that has passed
 */
export async function advancePatiently(
  clock: VirtualClock,
  to: number,
  isAtRest: IsAtRest,
  patienceMs: { readonly step: number; readonly way: number } = usualPatienceMs,
): Promise<number> {
  if (to < clock.now()) throw new RangeError('Time only moves forward.');
  const begun = performance.now();
  const rest = async () => {
    const now = performance.now();
    await untilRest(isAtRest, Math.min(now + patienceMs.step, begun + patienceMs.way));
  };
  const stepMs = Math.max(shortestStepMs, (to - clock.now()) / mostSteps);
  await rest();
  while (clock.now() + stepMs < to) {
    await clock.advance(stepMs);
    await rest();
  }
  // The real time that was waited for counts, too, and may have come to more than the way.
  const now = await clock.advance(Math.max(0, to - clock.now()));
  await rest();
  return now;
}

/** Between the end of one function and the message to the next there are moments in which nothing seems to happen. */
const calmChecks = 3;

async function untilRest(isAtRest: IsAtRest, deadline: number): Promise<void> {
  for (let calm = 0; calm < calmChecks && performance.now() < deadline; ) {
    await wait(5);
    calm = isAtRest() ? calm + 1 : 0;
  }
}
