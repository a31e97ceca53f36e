import { AwsError, type Clock } from '../aws/service.ts';
import { failedMessageIds } from './batch-response.ts';
import type { QueueSourceDefinition } from './definition.ts';
import type { InvokeResult, Invoker } from './invoker.ts';
import type { QueueMessage, QueuePort } from './queue-port.ts';
import { Slots } from './slots.ts';
import { splitByPayloadSize, sqsEvent } from './sqs-event.ts';

export interface QueueSourceOptions {
  readonly source: QueueSourceDefinition;
  readonly lambda: Invoker;
  readonly queue: QueuePort;
  readonly clock: Clock;
  /** What went wrong with a poll or a batch; the messages concerned show again after their visibility timeout. */
  readonly log: (line: string) => void;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html: a standard queue starts with five batches. */
const defaultConcurrency = 5;
const receiveLimit = 10;
const longestWaitSeconds = 20;
const backoffMs = { first: 1000, most: 30_000 };

interface Batch {
  readonly messages: QueueMessage[];
  readonly receivedAt: number;
}

/** One event source mapping: polls its queue and invokes its function with batches. */
export class QueueSource {
  readonly #options: QueueSourceOptions;
  readonly #slots: Slots;
  readonly #stopping = new AbortController();
  readonly #loop: Promise<void>;
  #pollFailures = 0;

  constructor(options: QueueSourceOptions) {
    this.#options = options;
    this.#slots = new Slots(options.source.maximumConcurrency ?? defaultConcurrency);
    this.#loop = this.#poll();
  }

  /** Stops polling and waits for running batches. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loop;
    await this.#slots.drained();
  }

  /** Takes a slot before it receives, so it never holds messages that it cannot run. */
  async #poll(): Promise<void> {
    while (!this.#isStopping) {
      await this.#slots.take();
      const batch = await this.#gather();
      if (!batch) this.#slots.give();
      else void this.#process(batch).finally(() => this.#slots.give());
    }
  }

  get #isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  async #gather(): Promise<Batch | undefined> {
    const { clock, source } = this.#options;
    const first = await this.#receive(Math.min(source.batchSize, receiveLimit), longestWaitSeconds);
    if (first.length === 0) return undefined;
    const batch = { messages: first, receivedAt: clock.now() };
    const windowEnd = batch.receivedAt + source.batchingWindowSeconds * 1000;
    while (batch.messages.length < source.batchSize && clock.now() < windowEnd && !this.#isStopping) {
      const seconds = Math.min(Math.ceil((windowEnd - clock.now()) / 1000), longestWaitSeconds);
      batch.messages.push(
        ...(await this.#receive(Math.min(source.batchSize - batch.messages.length, receiveLimit), seconds)),
      );
    }
    return batch;
  }

  async #receive(max: number, waitSeconds: number): Promise<QueueMessage[]> {
    const { signal } = this.#stopping;
    if (signal.aborted) return [];
    try {
      const messages = await this.#options.queue.receive(this.#options.source.queueArn, { max, waitSeconds, signal });
      this.#pollFailures = 0;
      return messages;
    } catch (error) {
      if (signal.aborted) return [];
      this.#log(`cannot receive: ${String(error)}`);
      await this.#pause(Math.min(backoffMs.first * 2 ** this.#pollFailures++, backoffMs.most));
      return [];
    }
  }

  async #process({ messages, receivedAt }: Batch): Promise<void> {
    for (const part of splitByPayloadSize(messages)) await this.#processPart({ messages: part, receivedAt });
  }

  async #processPart(batch: Batch): Promise<void> {
    const { queue, source } = this.#options;
    try {
      const result = await this.#invoke(batch);
      const done = result ? this.#succeeded(result, batch.messages) : [];
      if (done.length > 0) {
        await queue.delete(
          source.queueArn,
          done.map((message) => message.receiptHandle),
        );
      }
    } catch (error) {
      this.#log(`batch failed: ${String(error)}`);
    }
  }

  /** A throttled batch is tried again until its messages become visible to others; then it is dropped. */
  async #invoke({ messages, receivedAt }: Batch): Promise<InvokeResult | undefined> {
    const { clock, lambda, queue, source } = this.#options;
    const event = sqsEvent(source.queueArn, messages);
    for (let delay = backoffMs.first; !this.#isStopping; delay = Math.min(delay * 2, backoffMs.most)) {
      try {
        return await lambda.invoke(source.functionName, event);
      } catch (error) {
        if (!(error instanceof AwsError && error.code === 'TooManyRequestsException')) throw error;
        const { visibilityTimeoutSeconds } = await queue.attributes(source.queueArn);
        if (clock.now() + delay >= receivedAt + visibilityTimeoutSeconds * 1000) throw error;
        await this.#pause(delay);
      }
    }
    return undefined;
  }

  #succeeded(result: InvokeResult, messages: readonly QueueMessage[]): readonly QueueMessage[] {
    if ('error' in result) {
      this.#log(`batch failed: ${result.error.errorType}: ${result.error.errorMessage}`);
      return [];
    }
    if (!this.#options.source.reportsBatchItemFailures) return messages;
    const failed = failedMessageIds(
      result.payload,
      messages.map((message) => message.messageId),
    );
    if (failed.size > 0) this.#log(`batch item failures: ${[...failed].join(', ')}`);
    return messages.filter((message) => !failed.has(message.messageId));
  }

  #pause(milliseconds: number): Promise<void> {
    const { signal } = this.#stopping;
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const cancel = this.#options.clock.schedule(milliseconds, () => {
        signal.removeEventListener('abort', end);
        resolve();
      });
      const end = () => {
        cancel();
        resolve();
      };
      signal.addEventListener('abort', end, { once: true });
    });
  }

  #log(line: string): void {
    const { source, log } = this.#options;
    log(`${source.queueArn} -> ${source.functionName}: ${line}`);
  }
}
