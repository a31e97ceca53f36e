/**
 * How far virtual time is ahead of real time, in milliseconds, in memory that the threads of the functions share: what the
 * runtime writes they see with their next `Date.now()`, without a message.
 */
export class SharedOffset {
  readonly buffer = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT);
  readonly #cell = new BigInt64Array(this.buffer);

  constructor(offsetMs = 0) {
    this.write(offsetMs);
  }

  read(): number {
    return Number(Atomics.load(this.#cell, 0));
  }

  write(offsetMs: number): void {
    Atomics.store(this.#cell, 0, BigInt(Math.ceil(offsetMs)));
  }
}
