/** What `stats()` tells of one function since the runtime started. */
export interface FunctionStats {
  readonly invocations: number;
  readonly errors: number;
  readonly throttles: number;
  readonly coldStarts: number;
  readonly warmInstances: number;
  readonly busyInstances: number;
  /** Milliseconds, init included, of the last 1,000 invocations, oldest first. */
  readonly durations: readonly number[];
  readonly destinationFailures: number;
}

const durationsKept = 1000;

/** Mutable counters behind `FunctionStats`. */
export class Counters {
  invocations = 0;
  errors = 0;
  throttles = 0;
  coldStarts = 0;
  destinationFailures = 0;
  readonly #durations: number[] = [];
  #next = 0;

  addDuration(milliseconds: number): void {
    this.#durations[this.#next] = milliseconds;
    this.#next = (this.#next + 1) % durationsKept;
  }

  read(warmInstances: number, busyInstances: number): FunctionStats {
    const { invocations, errors, throttles, coldStarts, destinationFailures } = this;
    const isFull = this.#durations.length === durationsKept;
    const durations = isFull
      ? [...this.#durations.slice(this.#next), ...this.#durations.slice(0, this.#next)]
      : [...this.#durations];
    return { invocations, errors, throttles, coldStarts, destinationFailures, warmInstances, busyInstances, durations };
  }
}
