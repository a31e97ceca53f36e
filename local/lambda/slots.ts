/** A fixed number of permits. */
export class Slots {
  readonly #count: number;
  #free: number;
  readonly #waiting: (() => void)[] = [];
  readonly #drains: (() => void)[] = [];

  constructor(count: number) {
    this.#count = count;
    this.#free = count;
  }

  async take(): Promise<void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  give(): void {
    const next = this.#waiting.shift();
    if (next) {
      next();
      return;
    }
    this.#free += 1;
    if (this.#free === this.#count) for (const drained of this.#drains.splice(0)) drained();
  }

  /** Resolves when nobody holds a permit. */
  async drained(): Promise<void> {
    if (this.#free < this.#count) await new Promise<void>((resolve) => this.#drains.push(resolve));
  }
}
