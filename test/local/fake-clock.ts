import type { Clock } from '../../local/aws/service.ts';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** A clock that stands still until a test moves it; what falls due then runs in order, each at its own time. */
export class FakeClock implements Clock {
  #now: number;
  readonly #timers = new Set<Timer>();

  constructor(start: string | number = '2026-01-01T00:00:00Z') {
    this.#now = new Date(start).getTime();
  }

  /** For services whose clients sign with the real time. */
  static atRealTime(): FakeClock {
    return new FakeClock(Math.floor(Date.now() / 1_000) * 1_000);
  }

  /** How many callbacks wait. */
  get pending(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#now;
  }

  schedule(delayMs: number, callback: () => void): () => void {
    const timer = { at: this.#now + delayMs, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  advance(ms: number): void {
    const end = this.#now + ms;
    for (let timer = this.#next(end); timer; timer = this.#next(end)) this.#run(timer);
    this.#now = end;
  }

  advanceSeconds(seconds: number): void {
    this.advance(seconds * 1_000);
  }

  /** The same, but between two callbacks other work may go on. */
  async advanceSlowly(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settled();
    for (let timer = this.#next(end); timer; timer = this.#next(end)) {
      this.#run(timer);
      await settled();
    }
    this.#now = end;
  }

  #run(timer: Timer): void {
    this.#timers.delete(timer);
    this.#now = Math.max(this.#now, timer.at);
    timer.callback();
  }

  #next(end: number): Timer | undefined {
    const due = [...this.#timers].filter((timer) => timer.at <= end);
    return due.sort((one, other) => one.at - other.at)[0];
  }
}

/** Lets promises and immediates run that are due now. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
