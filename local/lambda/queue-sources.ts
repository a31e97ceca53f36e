import type { Clock } from '../aws/service.ts';
import type { QueueSourceDefinition } from './definition.ts';
import type { Invoker } from './invoker.ts';
import type { QueuePort } from './queue-port.ts';
import { QueueSource } from './queue-source.ts';

export interface QueueSourcesOptions {
  readonly sources: readonly QueueSourceDefinition[];
  readonly lambda: Invoker;
  readonly queue: QueuePort;
  readonly clock: Clock;
  readonly log: (line: string) => void;
}

export interface QueueSources {
  /** Stops polling and waits for running batches, at most `timeoutMs` of real time (10,000 unless told). */
  stop(timeoutMs?: number): Promise<void>;
}

const defaultStopMs = 10_000;

export function createQueueSources({ sources, ...options }: QueueSourcesOptions): QueueSources {
  const running = sources.filter((source) => source.enabled).map((source) => start(source, options));
  return {
    stop: async (timeoutMs = defaultStopMs) => {
      const stopped = Promise.all(running.map((source) => source.stop()));
      const { promise: bound, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, timeoutMs);
      await Promise.race([stopped, bound]);
      clearTimeout(timer);
    },
  };
}

function start(source: QueueSourceDefinition, options: Omit<QueueSourcesOptions, 'sources'>): QueueSource {
  assertValid(source);
  return new QueueSource({ source, ...options });
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
function assertValid(source: QueueSourceDefinition): void {
  const { batchSize, batchingWindowSeconds, maximumConcurrency, queueArn } = source;
  const fail = (what: string) => {
    throw new Error(`Event source ${queueArn}: ${what}.`);
  };
  const isFifo = queueArn.endsWith('.fifo');
  const largest = isFifo ? 10 : 10_000;
  if (batchSize < 1 || batchSize > largest) fail(`BatchSize ${batchSize} is not 1 to ${largest}`);
  if (batchSize > 10 && batchingWindowSeconds < 1)
    fail('BatchSize above 10 needs a batching window of a second or more');
  if (batchingWindowSeconds < 0 || batchingWindowSeconds > 300) fail('the batching window is not 0 to 300 seconds');
  if (isFifo && batchingWindowSeconds > 0) fail('a FIFO queue has no batching window');
  if (maximumConcurrency !== undefined && (maximumConcurrency < 2 || maximumConcurrency > 1000)) {
    fail('MaximumConcurrency is not 2 to 1000');
  }
}
