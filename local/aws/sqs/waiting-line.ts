import type { Clock } from '../service.ts';

interface Waiter<T> {
  take(): T[];
  resolve(messages: T[]): void;
  reject(error: unknown): void;
  cancelDeadline(): void;
}

/**
 * The long polls of one queue, served in order of arrival the moment something is deliverable.
 * A receiver that hangs up leaves the line before anything is taken for it, so that no message is lost on it.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html
 */
export class WaitingLine<T> {
  readonly #clock: Clock;
  readonly #nextChangeAt: () => number | undefined;
  readonly #waiters = new Set<Waiter<T>>();
  #alarm: { readonly at: number; cancel(): void } | undefined;

  constructor(clock: Clock, nextChangeAt: () => number | undefined) {
    this.#clock = clock;
    this.#nextChangeAt = nextChangeAt;
  }

  get length(): number {
    return this.#waiters.size;
  }

  wait(take: () => T[], milliseconds: number, signal?: AbortSignal): Promise<T[]> {
    if (signal?.aborted) return Promise.resolve([]);
    return new Promise<T[]>((resolve, reject) => {
      const leaveEmpty = () => this.#leave(waiter, () => resolve([]));
      const cancelTimer = this.#clock.schedule(milliseconds, leaveEmpty);
      signal?.addEventListener('abort', leaveEmpty);
      const cancelDeadline = () => {
        cancelTimer();
        signal?.removeEventListener('abort', leaveEmpty);
      };
      const waiter: Waiter<T> = { take, resolve, reject, cancelDeadline };
      this.#waiters.add(waiter);
      this.#setAlarm();
    });
  }

  /** Call whenever a message may have become deliverable. */
  wake(): void {
    for (const waiter of this.#waiters) {
      if (!this.#serve(waiter)) break;
    }
    this.#setAlarm();
  }

  stop(): void {
    for (const waiter of this.#waiters) this.#leave(waiter, () => waiter.resolve([]));
  }

  #serve(waiter: Waiter<T>): boolean {
    try {
      const messages = waiter.take();
      if (messages.length === 0) return false;
      this.#leave(waiter, () => waiter.resolve(messages));
    } catch (error) {
      this.#leave(waiter, () => waiter.reject(error));
    }
    return true;
  }

  #leave(waiter: Waiter<T>, settle: () => void): void {
    this.#waiters.delete(waiter);
    waiter.cancelDeadline();
    settle();
    this.#setAlarm();
  }

  /** One timer for the next visibility or delay that ends, and only while somebody waits. */
  #setAlarm(): void {
    const at = this.#waiters.size === 0 ? undefined : this.#nextChangeAt();
    if (at === this.#alarm?.at) return;
    this.#alarm?.cancel();
    this.#alarm = undefined;
    if (at === undefined) return;
    const cancel = this.#clock.schedule(Math.max(0, at - this.#clock.now()), () => {
      this.#alarm = undefined;
      this.wake();
    });
    this.#alarm = { at, cancel };
  }
}
