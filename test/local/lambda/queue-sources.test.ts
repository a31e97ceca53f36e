import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AwsError } from '../../../local/aws/service.ts';
import type { QueueSourceDefinition } from '../../../local/lambda/definition.ts';
import type { InvokeResult } from '../../../local/lambda/invoker.ts';
import { createQueueSources, type QueueSources } from '../../../local/lambda/queue-sources.ts';
import { FakeClock } from '../fake-clock.ts';
import { FakeQueue } from './fake-queue.ts';

const queueArn = 'arn:aws:sqs:eu-central-1:000000000000:tasks';
const definition: QueueSourceDefinition = {
  queueArn,
  functionName: 'worker',
  batchSize: 10,
  batchingWindowSeconds: 0,
  reportsBatchItemFailures: true,
  enabled: true,
};

let clock: FakeClock;
let queue: FakeQueue;
let sources: QueueSources | undefined;
const lines: string[] = [];
/** Bodies of each batch, in the order of the calls, and how to answer the call. */
const batches: string[][] = [];
const events: unknown[] = [];
let answer: (bodies: string[]) => Promise<InvokeResult>;

beforeEach(() => {
  clock = new FakeClock();
  queue = new FakeQueue(clock);
  sources = undefined;
  for (const list of [lines, batches, events]) list.length = 0;
  answer = async () => ({ payload: null });
});
afterEach(() => sources?.stop(0));

function start(overrides: Partial<QueueSourceDefinition> = {}): void {
  const lambda = {
    invoke: (_name: string, event: unknown) => {
      events.push(event);
      const bodies = recordsOf(event).map((record) => String(Reflect.get(record, 'body')));
      batches.push(bodies);
      return answer(bodies);
    },
  };
  const log = (line: string) => void lines.push(line);
  sources = createQueueSources({ sources: [{ ...definition, ...overrides }], lambda, queue, clock, log });
}

function recordsOf(event: unknown): object[] {
  const records: unknown = Reflect.get(Object(event), 'Records');
  return Array.isArray(records) ? records : [];
}

// https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
describe('a batch', () => {
  it('reaches the function as an SQS event and is deleted when the function succeeds', async () => {
    start();
    queue.send('a', 'b');
    await vi.waitFor(() => expect(queue.deleted).toEqual(['handle-a', 'handle-b']));
    expect(events[0]).toEqual({
      Records: ['a', 'b'].map((body) => ({
        messageId: `id-${body}`,
        receiptHandle: `handle-${body}`,
        body,
        attributes: { ApproximateReceiveCount: '1' },
        messageAttributes: {},
        md5OfBody: 'md5',
        eventSource: 'aws:sqs',
        eventSourceARN: queueArn,
        awsRegion: 'eu-central-1',
      })),
    });
  });

  it('stays in the queue when the function fails', async () => {
    answer = async () => ({ error: { errorType: 'Error', errorMessage: 'no' }, kind: 'handled' });
    start();
    queue.send('a');
    await vi.waitFor(() => expect(lines).toEqual([`${queueArn} -> worker: batch failed: Error: no`]));
    expect(queue.deleted).toEqual([]);
  });

  it('is deleted save for the messages that the function names', async () => {
    answer = async () => ({ payload: { batchItemFailures: [{ itemIdentifier: 'id-b' }] } });
    start();
    queue.send('a', 'b', 'c');
    await vi.waitFor(() => expect(queue.deleted).toEqual(['handle-a', 'handle-c']));
    expect(lines).toEqual([`${queueArn} -> worker: batch item failures: id-b`]);
  });

  it('is deleted whole when failures are named but not asked for', async () => {
    answer = async () => ({ payload: { batchItemFailures: [{ itemIdentifier: 'id-a' }] } });
    start({ reportsBatchItemFailures: false });
    queue.send('a');
    await vi.waitFor(() => expect(queue.deleted).toEqual(['handle-a']));
  });

  it('has at most batchSize messages', async () => {
    start({ batchSize: 2 });
    queue.send('a', 'b', 'c');
    await vi.waitFor(() => expect(queue.deleted).toHaveLength(3));
    expect(batches).toEqual([['a', 'b'], ['c']]);
    expect(queue.receives[0]).toEqual({ max: 2, waitSeconds: 20 });
  });

  it('collects over its window, across receives', async () => {
    start({ batchSize: 25, batchingWindowSeconds: 5 });
    queue.send(...Array.from({ length: 12 }, (_, index) => String(index)));
    await vi.waitFor(() => expect(queue.receives).toHaveLength(3));
    queue.send('late');
    await vi.waitFor(() => expect(queue.receives).toHaveLength(4));
    expect(batches).toEqual([]);
    clock.advance(5000);
    await vi.waitFor(() => expect(batches.map((batch) => batch.length)).toEqual([13]));
    expect(queue.receives.slice(0, 4).map((receive) => receive.max)).toEqual([10, 10, 10, 10]);
    expect(queue.receives[2]?.waitSeconds).toBe(5);
  });

  it('that would be larger than 6 MB is invoked in parts', async () => {
    start();
    queue.send(...['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((letter) => letter.repeat(1024 * 1024)));
    await vi.waitFor(() => expect(queue.deleted).toHaveLength(7));
    expect(batches.map((batch) => batch.length)).toEqual([5, 2]);
  });
});

// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
describe('concurrency', () => {
  it('is never above MaximumConcurrency, and nothing is received that cannot run', async () => {
    const gates: (() => void)[] = [];
    answer = () => new Promise((resolve) => gates.push(() => resolve({ payload: null })));
    start({ batchSize: 1, maximumConcurrency: 2 });
    queue.send('a', 'b', 'c');
    await vi.waitFor(() => expect(batches).toEqual([['a'], ['b']]));
    expect(queue.receives).toHaveLength(2);
    gates[0]?.();
    await vi.waitFor(() => expect(batches).toEqual([['a'], ['b'], ['c']]));
    for (const open of gates) open();
  });
});

// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-backoff-strategy
describe('a throttled batch', () => {
  const throttle = new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);

  it('is tried again with a growing delay', async () => {
    answer = async () => (batches.length < 3 ? Promise.reject(throttle) : { payload: null });
    start();
    queue.send('a');
    await vi.waitFor(() => expect([batches.length, clock.pending]).toEqual([1, 2]));
    clock.advance(1000);
    await vi.waitFor(() => expect([batches.length, clock.pending]).toEqual([2, 2]));
    clock.advance(1999);
    expect(batches).toHaveLength(2);
    clock.advance(1);
    await vi.waitFor(() => expect(queue.deleted).toEqual(['handle-a']));
  });

  it('is left to its visibility timeout when the next try would come too late', async () => {
    queue.visibilityTimeoutSeconds = 1;
    answer = () => Promise.reject(throttle);
    start();
    queue.send('a');
    await vi.waitFor(() => expect(lines).toEqual([`${queueArn} -> worker: batch failed: AwsError: Rate Exceeded.`]));
    expect([batches.length, queue.deleted.length]).toEqual([1, 0]);
  });
});

describe('polling', () => {
  it('goes on after a failure of the queue, with a growing delay', async () => {
    queue.failure = new Error('down');
    start();
    await vi.waitFor(() => expect(clock.pending).toBe(1));
    expect(lines).toEqual([`${queueArn} -> worker: cannot receive: Error: down`]);
    clock.advance(1000);
    await vi.waitFor(() => expect([queue.receives.length, clock.pending]).toEqual([2, 1]));
    queue.failure = undefined;
    clock.advance(2000);
    await vi.waitFor(() => expect(queue.waiting).toBe(1));
    queue.send('a');
    await vi.waitFor(() => expect(queue.deleted).toEqual(['handle-a']));
  });

  it('does not start for a disabled source', async () => {
    start({ enabled: false });
    await sources?.stop();
    expect(queue.receives).toEqual([]);
  });

  it('stops at once when nothing runs, and lets a running batch end', async () => {
    const { promise, resolve } = Promise.withResolvers<InvokeResult>();
    answer = () => promise;
    start();
    queue.send('a');
    await vi.waitFor(() => expect([batches.length, queue.waiting]).toEqual([1, 1]));
    const stopped = sources?.stop(60_000);
    expect(queue.deleted).toEqual([]);
    resolve({ payload: null });
    await stopped;
    expect(queue.deleted).toEqual(['handle-a']);
  });

  it('waits for a running batch no longer than told', async () => {
    answer = () => new Promise(() => undefined);
    start();
    queue.send('a');
    await vi.waitFor(() => expect(batches).toHaveLength(1));
    await sources?.stop(1);
    expect(queue.deleted).toEqual([]);
  });
});

// https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
it.each([
  [{ batchSize: 0 }, 'BatchSize 0 is not 1 to 10000'],
  [{ batchSize: 11 }, 'BatchSize above 10 needs a batching window'],
  [{ batchingWindowSeconds: 301 }, 'the batching window is not 0 to 300 seconds'],
  [{ maximumConcurrency: 1 }, 'MaximumConcurrency is not 2 to 1000'],
  [{ queueArn: `${queueArn}.fifo`, batchSize: 11, batchingWindowSeconds: 1 }, 'BatchSize 11 is not 1 to 10'],
  [{ queueArn: `${queueArn}.fifo`, batchingWindowSeconds: 1 }, 'a FIFO queue has no batching window'],
])('%o is refused: %s', (overrides, message) => {
  expect(() => start(overrides)).toThrow(message);
});
