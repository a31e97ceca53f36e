/**
 * Writers of a table take turns, first come first served. A caller queues for all its names in one step, so two
 * callers can never wait for each other.
 */
export class TableLocks {
  readonly #tails = new Map<string, Promise<void>>();

  async run<T>(names: Iterable<string>, work: () => Promise<T>): Promise<T> {
    const own = [...new Set(names)];
    const { promise: done, resolve: release } = Promise.withResolvers<void>();
    const before = own.map((name) => this.#tails.get(name));
    for (const name of own) this.#tails.set(name, done);
    try {
      await Promise.all(before);
      return await work();
    } finally {
      for (const name of own) if (this.#tails.get(name) === done) this.#tails.delete(name);
      release();
    }
  }
}
