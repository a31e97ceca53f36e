import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Lambda, LambdaOptions } from '../../../local/lambda/lambda.ts';
import { FakeClock } from '../fake-clock.ts';
import { Fixture } from './fixture.ts';

let fixture: Fixture;
let clock: FakeClock;
beforeEach(() => {
  fixture = new Fixture();
  clock = new FakeClock();
});
afterEach(() => fixture.close());

const destinations = {
  maximumRetryAttempts: 2,
  maximumEventAgeSeconds: 21_600,
  onFailureArn: 'arn:failure',
  onSuccessArn: 'arn:success',
};
const failing = 'export const handler = async () => { throw new Error("no"); };';
/** Appends the request id of every attempt to the file at `event.file`. */
const recording = `import { appendFileSync } from 'node:fs';
  export const handler = async (e, c) => { appendFileSync(e.file, c.awsRequestId + '\\n'); return 'done'; };`;

const start = (overrides: Partial<LambdaOptions> = {}) => fixture.start({ clock, ...overrides });
const invocations = (lambda: Lambda, name = 'fn') => lambda.stats()[name]?.invocations;

/** The attempt under way is over, and what it leads to has been arranged. */
async function attemptsDone(lambda: Lambda, count: number): Promise<void> {
  await vi.waitFor(() => expect(lambda.stats().fn).toMatchObject({ invocations: count, busyInstances: 0 }));
}

// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
describe('an asynchronous invocation', () => {
  it('is accepted before it runs, and tells the success destination', async () => {
    fixture.add('fn', 'export const handler = async (e) => ({ doubled: e.n * 2 });', { asynchronous: destinations });
    const lambda = await start();
    const { requestId } = await lambda.invokeAsync('fn', { n: 4 });
    expect(invocations(lambda)).toBe(0);
    clock.advance(0);
    await vi.waitFor(() => expect(fixture.deliveries).toHaveLength(1));
    // https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
    expect(fixture.deliveries[0]).toEqual({
      arn: 'arn:success',
      record: {
        version: '1.0',
        timestamp: '2026-01-01T00:00:00.000Z',
        requestContext: {
          requestId,
          functionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:fn:$LATEST',
          condition: 'Success',
          approximateInvokeCount: 1,
        },
        requestPayload: { n: 4 },
        responseContext: { statusCode: 200, executedVersion: '$LATEST' },
        responsePayload: { doubled: 8 },
      },
    });
  });

  it('that fails is tried again after one and after two more minutes, then goes to the failure destination', async () => {
    fixture.add('fn', failing, { asynchronous: destinations });
    const lambda = await start();
    const { requestId } = await lambda.invokeAsync('fn', { n: 1 });
    clock.advance(0);
    await attemptsDone(lambda, 1);
    await vi.waitFor(() => expect(clock.pending).toBe(2));
    clock.advance(59_999);
    expect(invocations(lambda)).toBe(1);
    clock.advance(1);
    await attemptsDone(lambda, 2);
    await vi.waitFor(() => expect(clock.pending).toBe(2));
    clock.advance(119_999);
    expect(invocations(lambda)).toBe(2);
    clock.advance(1);
    await vi.waitFor(() => expect(fixture.deliveries).toHaveLength(1));
    expect(invocations(lambda)).toBe(3);
    expect(fixture.deliveries[0]).toMatchObject({
      arn: 'arn:failure',
      record: {
        requestContext: { requestId, condition: 'RetriesExhausted', approximateInvokeCount: 3 },
        requestPayload: { n: 1 },
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        responsePayload: { errorType: 'Error', errorMessage: 'no', trace: expect.any(Array) },
      },
    });
  });

  it('is not tried again when the function allows no retries', async () => {
    fixture.add('fn', failing, { asynchronous: { ...destinations, maximumRetryAttempts: 0 } });
    const lambda = await start();
    await lambda.invokeAsync('fn', {});
    clock.advance(0);
    await vi.waitFor(() => expect(fixture.deliveries).toHaveLength(1));
    expect(invocations(lambda)).toBe(1);
  });

  it('is dropped when its next attempt would come after its time', async () => {
    fixture.add('fn', failing, { asynchronous: { ...destinations, maximumEventAgeSeconds: 60 - 1 } });
    const lambda = await start();
    await lambda.invokeAsync('fn', {});
    clock.advance(0);
    await vi.waitFor(() => expect(fixture.deliveries).toHaveLength(1));
    expect(fixture.deliveries[0]).toMatchObject({
      arn: 'arn:failure',
      record: { requestContext: { condition: 'EventAgeExceeded' } },
    });
  });

  it('that is throttled waits a second, then two, and does not count as an attempt', async () => {
    fixture.add(
      'fn',
      'export const handler = async (e) => { if (e.hold) await new Promise(() => setInterval(() => {}, 1e6)); };',
      {
        asynchronous: destinations,
        reservedConcurrency: 1,
      },
    );
    const lambda = await start();
    const held = lambda.invoke('fn', { hold: true });
    await lambda.invokeAsync('fn', {});
    clock.advance(0);
    await vi.waitFor(() => expect([lambda.stats().fn?.throttles, clock.pending]).toEqual([1, 1]));
    clock.advance(1000);
    await vi.waitFor(() => expect([lambda.stats().fn?.throttles, clock.pending]).toEqual([2, 1]));
    lambda.kill('fn');
    await held;
    clock.advance(2000);
    await vi.waitFor(() => expect(fixture.deliveries).toHaveLength(1));
    expect(fixture.deliveries[0]).toMatchObject({
      record: { requestContext: { condition: 'Success', approximateInvokeCount: 1 } },
    });
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html: reserved concurrency of zero.
  it('of a function without any concurrency goes straight to the failure destination', async () => {
    fixture.add('fn', failing, { asynchronous: destinations, reservedConcurrency: 0 });
    const lambda = await start();
    await lambda.invokeAsync('fn', { n: 1 });
    clock.advance(0);
    await vi.waitFor(() => expect(fixture.deliveries).toHaveLength(1));
    expect(fixture.deliveries[0]?.record).toMatchObject({
      requestContext: { approximateInvokeCount: 0 },
      requestPayload: { n: 1 },
    });
    expect(invocations(lambda)).toBe(0);
  });

  it('whose record cannot be delivered is counted and logged', async () => {
    fixture.add('fn', 'export const handler = async () => 1;', { asynchronous: destinations });
    const lambda = await start({ deliver: () => Promise.reject(new Error('no such queue')) });
    await lambda.invokeAsync('fn', {});
    clock.advance(0);
    await vi.waitFor(() => expect(lambda.stats().fn?.destinationFailures).toBe(1));
    expect(fixture.lines.at(-1)?.line).toBe('DestinationDeliveryFailures: arn:success: Error: no such queue');
  });

  it('that the runtime itself cannot start is logged, and stays for the next start', async () => {
    fixture.add('fn', 'export const handler = async () => 1;', {
      asynchronous: destinations,
      environment: { NODE_OPTIONS: '--bogus' },
    });
    const lambda = await start();
    await lambda.invokeAsync('fn', {});
    clock.advance(0);
    await vi.waitFor(() => expect(fixture.lines.at(-1)?.line).toContain('--bogus is not allowed in NODE_OPTIONS'));
    await lambda.stop();
    fixture.functions.length = 0;
    fixture.add('fn', 'export const handler = async () => 1;', { asynchronous: destinations });
    await start();
    clock.advance(0);
    await vi.waitFor(() => expect(fixture.deliveries).toMatchObject([{ arn: 'arn:success' }]));
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  it('may have 1 MB', async () => {
    fixture.add('fn', 'export const handler = async () => 1;');
    const lambda = await start();
    await expect(lambda.invokeAsync('fn', 'x'.repeat(1024 * 1024))).rejects.toMatchObject({
      code: 'RequestTooLargeException',
      message: '1048578 byte payload is too large for the Event invocation type (limit 1048576 bytes)',
    });
    await expect(lambda.invokeAsync('fn', 'x'.repeat(1024 * 1024 - 2))).resolves.toHaveProperty('requestId');
  });
});

describe('a restart', () => {
  it('runs what was accepted before, once, under the same request id', async () => {
    fixture.add('fn', recording);
    const file = join(fixture.directory, 'attempts');
    // As after a kill: the first Lambda is left as it is, and never stopped before the second starts.
    const { requestId } = await (await start()).invokeAsync('fn', { file });
    const laterClock = new FakeClock();
    const second = await start({ clock: laterClock });
    laterClock.advance(0);
    await attemptsDone(second, 1);
    expect(readFileSync(file, 'utf8')).toBe(`${requestId}\n`);
    await second.stop();
    const third = await start({ clock: laterClock });
    laterClock.advance(600_000);
    expect(invocations(third)).toBe(0);
  });

  it('repeats an attempt that the end of the runtime cut short', async () => {
    fixture.add(
      'fn',
      `import { existsSync, writeFileSync } from 'node:fs';
      export const handler = async (e) => {
        if (existsSync(e.file)) return writeFileSync(e.file, 'second');
        writeFileSync(e.file, 'first');
        await new Promise(() => setInterval(() => {}, 1e6));
      };`,
      { asynchronous: { ...destinations, maximumRetryAttempts: 0 } },
    );
    const file = join(fixture.directory, 'mark');
    const first = await start();
    await first.invokeAsync('fn', { file });
    clock.advance(0);
    await vi.waitFor(() => expect(existsSync(file)).toBe(true));
    await first.stop();
    expect(fixture.deliveries).toEqual([]);
    await start();
    clock.advance(0);
    await vi.waitFor(() => expect(fixture.deliveries).toMatchObject([{ arn: 'arn:success' }]));
    expect(readFileSync(file, 'utf8')).toBe('second');
  });

  it('discards events of a function that is gone', async () => {
    fixture.add('fn', recording);
    const first = await start();
    await first.invokeAsync('fn', { file: join(fixture.directory, 'never') });
    await first.stop();
    fixture.functions.length = 0;
    await start();
    expect(clock.pending).toBe(0);
  });
});
