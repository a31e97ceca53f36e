import type { Clock } from '../service.ts';

/** Long timers overflow `setTimeout` (24.8 days) and stand still while a laptop sleeps, so none is longer than this. */
const longestWaitMs = 600_000;

export interface Alarm {
  /** Looks again when to ring; call it after every change of the due times. */
  set(): void;
  stop(): void;
}

/** Rings once whenever the earliest due time is reached, and then looks for the next one. */
export function createAlarm(options: { clock: Clock; nextAt: () => number | undefined; ring: () => void }): Alarm {
  let cancel: (() => void) | undefined;
  let stopped = false;

  function set(): void {
    cancel?.();
    cancel = undefined;
    if (stopped) return;
    const at = options.nextAt();
    if (at === undefined) return;
    const waitMs = Math.max(0, at - options.clock.now());
    cancel = options.clock.schedule(Math.min(waitMs, longestWaitMs), () => {
      if (at <= options.clock.now()) options.ring();
      set();
    });
  }

  function stop(): void {
    stopped = true;
    cancel?.();
  }

  return { set, stop };
}
