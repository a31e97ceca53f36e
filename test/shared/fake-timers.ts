import { start } from './make-context.ts';

interface Timer {
  readonly ms: number;
  readonly callback: () => void;
  at: number;
}

/** A clock with intervals that move only when told. */
export class FakeTimers {
  #now = start;
  readonly #timers = new Set<Timer>();

  readonly now = () => this.#now;

  readonly every = (ms: number, callback: () => void) => {
    const timer = { ms, callback, at: this.#now + ms };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  };

  get running(): number {
    return this.#timers.size;
  }

  advance(ms: number): void {
    const end = this.#now + ms;
    for (let next = this.#due(end); next; next = this.#due(end)) {
      this.#now = next.at;
      next.at += next.ms;
      next.callback();
    }
    this.#now = end;
  }

  #due(end: number): Timer | undefined {
    return [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
  }
}
