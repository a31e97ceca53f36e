import { AwsError, type Clock } from '../aws/service.ts';
import type { AsyncEvent, AsyncStore } from './async-store.ts';
import type { FunctionDefinition } from './definition.ts';
import { type Condition, destinationRecord } from './destination-record.ts';
import type { InvokeResult } from './invoker.ts';

export interface AsyncDispatcherOptions {
  readonly store: AsyncStore;
  readonly clock: Clock;
  readonly functionOf: (name: string) => FunctionDefinition;
  readonly run: (event: AsyncEvent) => Promise<InvokeResult>;
  readonly deliver: (arn: string, record: unknown, fn: FunctionDefinition) => Promise<void> | void;
  readonly deliveryFailed: (event: AsyncEvent, arn: string, error: unknown) => void;
  /** A fault of the runtime, not of the function; the event stays stored for the next start. */
  readonly attemptFailed: (event: AsyncEvent, error: unknown) => void;
}

/**
 * Runs queued events with Lambda's retries: function errors after 1 and 2 minutes, throttles with a backoff from 1 s to
 * 5 minutes until the event is too old. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
const retryDelaysMs = [60_000, 120_000];
const throttleDelayMs = { first: 1000, most: 300_000 };
const defaults = { maximumRetryAttempts: 2, maximumEventAgeSeconds: 6 * 3600 };

export class AsyncDispatcher {
  readonly #options: AsyncDispatcherOptions;
  readonly #timers = new Map<string, () => void>();
  #isStopped = false;

  constructor(options: AsyncDispatcherOptions) {
    this.#options = options;
  }

  /** Picks up what an earlier run of the runtime accepted; events of functions that are gone are discarded, as in AWS. */
  resume(knownFunctions: ReadonlySet<string>): void {
    for (const event of this.#options.store.all()) {
      if (knownFunctions.has(event.functionName)) this.#schedule(event);
      else this.#options.store.delete(event.requestId);
    }
  }

  accept(event: AsyncEvent): void {
    this.#options.store.put(event);
    this.#schedule(event);
  }

  stop(): void {
    this.#isStopped = true;
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  #schedule(event: AsyncEvent): void {
    const delay = Math.max(0, event.dueAt - this.#options.clock.now());
    const cancel = this.#options.clock.schedule(delay, () => {
      this.#timers.delete(event.requestId);
      this.#attempt(event).catch((error: unknown) => this.#options.attemptFailed(event, error));
    });
    this.#timers.set(event.requestId, cancel);
  }

  async #attempt(event: AsyncEvent): Promise<void> {
    const fn = this.#options.functionOf(event.functionName);
    if (fn.reservedConcurrency === 0) return this.#finish(event, 'ZeroReservedConcurrency');
    if (this.#options.clock.now() > expiryOf(fn, event)) return this.#finish(event, 'EventAgeExceeded');
    try {
      const result = await this.#options.run(event);
      // An attempt that the end of the runtime cut short does not count: the next start repeats it.
      if (!this.#isStopped) await this.#afterRun(fn, { ...event, attempts: event.attempts + 1, throttles: 0 }, result);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (!this.#isStopped) await this.#afterThrottle(fn, event);
    }
  }

  async #afterRun(fn: FunctionDefinition, event: AsyncEvent, result: InvokeResult): Promise<void> {
    if ('payload' in result) return this.#finish(event, 'Success', result);
    const { maximumRetryAttempts } = fn.asynchronous ?? defaults;
    if (event.attempts > maximumRetryAttempts) return this.#finish(event, 'RetriesExhausted', result);
    const delay = retryDelaysMs[event.attempts - 1] ?? 120_000;
    await this.#retry(fn, event, delay, result);
  }

  #afterThrottle(fn: FunctionDefinition, event: AsyncEvent): Promise<void> {
    const delay = Math.min(throttleDelayMs.first * 2 ** event.throttles, throttleDelayMs.most);
    return this.#retry(fn, { ...event, throttles: event.throttles + 1 }, delay);
  }

  async #retry(fn: FunctionDefinition, event: AsyncEvent, delay: number, result?: InvokeResult): Promise<void> {
    const dueAt = this.#options.clock.now() + delay;
    if (dueAt > expiryOf(fn, event)) return this.#finish(event, 'EventAgeExceeded', result);
    this.accept({ ...event, dueAt });
  }

  async #finish(event: AsyncEvent, condition: Condition, result?: InvokeResult): Promise<void> {
    const fn = this.#options.functionOf(event.functionName);
    const arn = condition === 'Success' ? fn.asynchronous?.onSuccessArn : fn.asynchronous?.onFailureArn;
    if (arn)
      await this.#deliver(arn, fn, event, destinationRecord(fn, event, condition, this.#options.clock.now(), result));
    if (!this.#isStopped) this.#options.store.delete(event.requestId);
  }

  /** A record that cannot be delivered is a metric in AWS, DestinationDeliveryFailures, and no retry. */
  async #deliver(arn: string, fn: FunctionDefinition, event: AsyncEvent, record: unknown): Promise<void> {
    try {
      await this.#options.deliver(arn, record, fn);
    } catch (error) {
      this.#options.deliveryFailed(event, arn, error);
    }
  }
}

function expiryOf(fn: FunctionDefinition, event: AsyncEvent): number {
  return event.acceptedAt + (fn.asynchronous ?? defaults).maximumEventAgeSeconds * 1000;
}
