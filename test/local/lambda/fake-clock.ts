import type { Clock } from '../../../local/aws/service.ts';

/** A clock that moves only when told; what falls due runs in order of time. */
export class FakeClock implements Clock {
  #now = Date.UTC(2026, 0, 1);
  readonly #scheduled = new Set<{ at: number; callback: () => void }>();

  now(): number {
    return this.#now;
  }

  schedule(delayMs: number, callback: () => void): () => void {
    const entry = { at: this.#now + delayMs, callback };
    this.#scheduled.add(entry);
    return () => this.#scheduled.delete(entry);
  }

  /** How many callbacks wait. */
  get pending(): number {
    return this.#scheduled.size;
  }

  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (let next = this.#nextDue(end); next; next = this.#nextDue(end)) {
      this.#scheduled.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
    }
    this.#now = end;
  }

  #nextDue(end: number) {
    return [...this.#scheduled].filter((entry) => entry.at <= end).sort((a, b) => a.at - b.at)[0];
  }
}
