/** A process that dies before its nth call to AWS: that one and all after it are not made. */
export class DyingProcess {
  #left = Number.POSITIVE_INFINITY;

  /** A new process, which dies before this call. */
  live(diesAt: number): void {
    this.#left = diesAt;
  }

  /** To be called before each call. */
  readonly call = (): void => {
    this.#left -= 1;
    if (this.#left < 1) throw new Error('This process is dead.');
  };
}
