import type { Clock } from '../../../../local/aws/service.ts';

export interface FakeClock extends Clock {
  /** Moves the time on and runs what falls due, in order; between two of them other work may go on. */
  advance(ms: number): Promise<void>;
}

/** Lets promises and immediates run that are due now. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

export function createFakeClock(start: string | number): FakeClock {
  let now = new Date(start).getTime();
  const timers = new Set<{ at: number; callback: () => void }>();

  async function advance(ms: number): Promise<void> {
    const end = now + ms;
    for (;;) {
      await settled();
      const [next] = [...timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      timers.delete(next);
      now = Math.max(now, next.at);
      next.callback();
    }
    now = end;
  }

  return {
    now: () => now,
    schedule(delayMs, callback) {
      const timer = { at: now + delayMs, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance,
  };
}
