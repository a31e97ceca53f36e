import type { Clock } from '../aws/service.ts';
import type { SharedOffset } from './shared-offset.ts';

interface Timer {
  readonly at: number;
  /** Ties are run in the order in which they were scheduled. */
  readonly order: number;
  readonly callback: () => void;
}

/** Longer ones overflow `setTimeout`; the wait is simply begun again. */
const longestWaitMs = 2 ** 31 - 1;

/**
 * After so many callbacks one advance goes the rest of its way in one jump: what repeats itself then runs once for all the
 * times that it missed, as after a time in which nothing ran. Moving a year ahead must not run half a million minutes.
 */
const callbacksPerAdvance = 5_000;

/**
 * Real time plus an offset that only grows. Timers are due at a time of this clock, so a larger offset makes them due at once;
 * without an advance it is the system's clock.
 */
export class VirtualClock implements Clock {
  readonly #offset: SharedOffset;
  readonly #save: (offsetMs: number) => void;
  readonly #timers = new Set<Timer>();
  #scheduled = 0;
  #stopWaiting: () => void = () => undefined;
  #waitsFor = Number.POSITIVE_INFINITY;
  #advance: Promise<unknown> = Promise.resolve();

  constructor(offset: SharedOffset, save: (offsetMs: number) => void = () => undefined) {
    this.#offset = offset;
    this.#save = save;
  }

  now(): number {
    return Date.now() + this.#offset.read();
  }

  schedule(delayMs: number, callback: () => void): () => void {
    const timer = { at: this.now() + Math.max(0, delayMs), order: this.#scheduled++, callback };
    this.#timers.add(timer);
    if (timer.at < this.#waitsFor) this.#wait();
    return () => {
      this.#timers.delete(timer);
    };
  }

  /** When the next callback is due; undefined when none waits. */
  nextAt(): number | undefined {
    return this.#next()?.at;
  }

  /**
   * Moves the clock on and runs what falls due, in the order of its time, also what those callbacks schedule; between two of
   * them their own work goes on. Two advances at a time run one after the other. Gives the time that it is then.
   */
  advance(ms: number): Promise<number> {
    const advanced = this.#advance.then(() => this.#advanceTo(() => this.now() + ms));
    this.#advance = advanced.catch(() => undefined);
    return advanced;
  }

  /** @throws RangeError for a time that has passed */
  advanceTo(time: number): Promise<number> {
    const advanced = this.#advance.then(() => {
      if (time < this.now()) throw new RangeError('Time only moves forward.');
      return this.#advanceTo(() => time);
    });
    this.#advance = advanced.catch(() => undefined);
    return advanced;
  }

  async #advanceTo(targetOf: () => number): Promise<number> {
    const target = targetOf();
    // On disk first: a runtime killed on the way must not start again before what its services have stored as done.
    this.#save(this.#offset.read() + Math.max(0, target - this.now()));
    for (let count = 0; count < callbacksPerAdvance; count += 1) {
      const timer = this.#next();
      if (!timer || timer.at > target) break;
      this.#moveTo(timer.at);
      this.#run(timer);
      await settled();
    }
    this.#moveTo(target);
    this.#wait();
    return this.now();
  }

  #moveTo(time: number): void {
    const missing = time - this.now();
    if (missing > 0) this.#offset.write(this.#offset.read() + missing);
  }

  #next(): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (!next || timer.at < next.at || (timer.at === next.at && timer.order < next.order)) next = timer;
    }
    return next;
  }

  #run(timer: Timer): void {
    this.#timers.delete(timer);
    timer.callback();
  }

  /** One real timer, for what is due first. It never keeps the process alive. */
  #wait(): void {
    this.#stopWaiting();
    this.#waitsFor = Number.POSITIVE_INFINITY;
    const next = this.#next();
    if (!next) return;
    this.#waitsFor = next.at;
    const handle = setTimeout(() => this.#runDue(), Math.min(Math.max(0, next.at - this.now()), longestWaitMs));
    handle.unref();
    this.#stopWaiting = () => clearTimeout(handle);
  }

  #runDue(): void {
    this.#waitsFor = Number.POSITIVE_INFINITY;
    const now = this.now();
    const due = [...this.#timers].filter(({ at }) => at <= now).sort((a, b) => a.at - b.at || a.order - b.order);
    try {
      // One of them may cancel another.
      for (const timer of due) if (this.#timers.has(timer)) this.#run(timer);
    } finally {
      this.#wait();
    }
  }
}

/** Lets promises and immediates run that are due now. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
