import type { Clock } from '../../../local/aws/service.ts';
import type { QueueMessage, QueuePort, ReceiveOptions } from '../../../local/lambda/queue-port.ts';

/** A queue of the test itself: long polls like SQS, shows no message twice. */
export class FakeQueue implements QueuePort {
  readonly deleted: string[] = [];
  readonly receives: Omit<ReceiveOptions, 'signal'>[] = [];
  visibilityTimeoutSeconds = 30;
  failure: Error | undefined;
  readonly #clock: Clock;
  #messages: QueueMessage[] = [];
  #wake = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get waiting(): number {
    return this.#wake.size;
  }

  send(...bodies: string[]): void {
    for (const body of bodies) {
      this.#messages.push({
        messageId: `id-${body.slice(0, 9)}`,
        receiptHandle: `handle-${body.slice(0, 9)}`,
        body,
        md5OfBody: 'md5',
        attributes: { ApproximateReceiveCount: '1' },
        messageAttributes: {},
      });
    }
    for (const wake of this.#wake) wake();
  }

  async receive(_queueArn: string, { max, waitSeconds, signal }: ReceiveOptions): Promise<QueueMessage[]> {
    this.receives.push({ max, waitSeconds });
    if (this.failure) throw this.failure;
    if (this.#messages.length === 0) await this.#wait(waitSeconds, signal);
    signal.throwIfAborted();
    return this.#messages.splice(0, max);
  }

  async delete(_queueArn: string, receiptHandles: readonly string[]): Promise<void> {
    this.deleted.push(...receiptHandles);
  }

  async attributes(): Promise<{ visibilityTimeoutSeconds: number }> {
    return { visibilityTimeoutSeconds: this.visibilityTimeoutSeconds };
  }

  #wait(seconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        cancel();
        this.#wake.delete(done);
        resolve();
      };
      const cancel = this.#clock.schedule(seconds * 1000, done);
      this.#wake.add(done);
      signal.addEventListener('abort', done, { once: true });
    });
  }
}
