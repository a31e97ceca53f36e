import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeClock } from '../fake-clock.ts';
import { Fixture } from './fixture.ts';

let fixture: Fixture;
beforeEach(() => {
  fixture = new Fixture();
});
afterEach(() => fixture.close());

/** Source of a handler that holds its invocation until the file at `event.gate` exists. */
const gated = `
  import { existsSync } from 'node:fs';
  import { setTimeout } from 'node:timers/promises';
  export const handler = async (event) => {
    while (event.gate && !existsSync(event.gate)) await setTimeout(2);
    return event.id;
  };`;

// https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
describe('a handler', () => {
  it('gets the event and gives its reply back', async () => {
    fixture.add('echo', 'export const handler = async (event) => ({ got: event });');
    const lambda = await fixture.start();
    expect(await lambda.invoke('echo', { a: [1, 'x', null] })).toEqual({ payload: { got: { a: [1, 'x', null] } } });
  });

  it('replies null when it returns nothing, and gets {} for no payload', async () => {
    fixture.add('nothing', 'export const handler = async (event) => { if (JSON.stringify(event) !== "{}") throw 1; };');
    const lambda = await fixture.start();
    expect(await lambda.invoke('nothing', undefined)).toEqual({ payload: null });
  });

  it.each([
    ['a synchronous handler', { 'index.mjs': 'export const handler = () => 7;' }, 'index.handler'],
    ['another export in a folder', { 'api/main.mjs': 'export const run = async () => 7;' }, 'api/main.run'],
    ['CommonJS', { 'index.js': 'exports.handler = async () => 7;' }, 'index.handler'],
    [
      'ESM in .js by package.json',
      { 'index.js': 'export const handler = async () => 7;', 'package.json': '{"type":"module"}' },
      'index.handler',
    ],
    [
      'an import next to it',
      { 'index.mjs': 'import { n } from "./n.mjs"; export const handler = () => n;', 'n.mjs': 'export const n = 7;' },
      'index.handler',
    ],
  ])('may be %s', async (_name, files, handler) => {
    fixture.add('fn', files, { handler });
    const lambda = await fixture.start();
    expect(await lambda.invoke('fn', {})).toEqual({ payload: 7 });
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
  it('gets the context of the invocation', async () => {
    fixture.add(
      'context',
      'export const handler = async (_e, c) => ({ ...c, remaining: c.getRemainingTimeInMillis() });',
    );
    const lambda = await fixture.start();
    const result = await lambda.invoke('context', {});
    expect(result).toMatchObject({
      payload: {
        awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        functionName: 'context',
        functionVersion: '$LATEST',
        invokedFunctionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:context',
        memoryLimitInMB: '128',
        logGroupName: '/aws/lambda/context',
        callbackWaitsForEmptyEventLoop: true,
      },
    });
    const remaining = 'payload' in result ? Reflect.get(Object(result.payload), 'remaining') : undefined;
    expect(remaining).toBeGreaterThan(2000);
    expect(remaining).toBeLessThanOrEqual(3000);
  });

  it('that throws fails with the name, message and stack of its error', async () => {
    fixture.add(
      'throws',
      'class Odd extends Error { name = "Odd" } export const handler = async () => { throw new Odd("no"); };',
    );
    const lambda = await fixture.start();
    expect(await lambda.invoke('throws', {})).toEqual({
      kind: 'handled',
      error: {
        errorType: 'Odd',
        errorMessage: 'no',
        stackTrace: expect.arrayContaining([expect.stringContaining('index.mjs')]),
      },
    });
  });
});

describe('an invocation', () => {
  it.each(['', ':$LATEST'])('may name the function by its ARN%s, but no other version', async (version) => {
    fixture.add('fn', 'export const handler = async () => 7;');
    const lambda = await fixture.start();
    const arn = 'arn:aws:lambda:eu-central-1:000000000000:function:fn';
    expect(await lambda.invoke(arn + version, {})).toEqual({ payload: 7 });
    await expect(lambda.invoke(`${arn}:3`, {})).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  });

  it('of an unknown function is ResourceNotFoundException', async () => {
    const lambda = await fixture.start();
    await expect(lambda.invoke('nobody', {})).rejects.toMatchObject({ code: 'ResourceNotFoundException', status: 404 });
  });

  it('leaves its caller on abort, while the function runs on', async () => {
    fixture.add('slow', gated);
    const lambda = await fixture.start();
    const controller = new AbortController();
    const gate = `${fixture.directory}/gate`;
    const waiting = lambda.invoke('slow', { gate }, { signal: controller.signal });
    controller.abort(new Error('gave up'));
    await expect(waiting).rejects.toThrow('gave up');
    expect(lambda.stats().slow?.busyInstances).toBe(1);
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  it('refuses a request of more than 6 MB', async () => {
    fixture.add('echo', 'export const handler = async () => 1;');
    const lambda = await fixture.start();
    await expect(lambda.invoke('echo', 'x'.repeat(6 * 1024 * 1024))).rejects.toMatchObject({
      code: 'RequestTooLargeException',
      status: 413,
      message: '6291458 byte payload is too large for the RequestResponse invocation type (limit 6291456 bytes)',
    });
  });

  it('fails when the reply has more than 6 MB', async () => {
    fixture.add('big', 'export const handler = async (event) => "x".repeat(event.size);');
    const lambda = await fixture.start();
    expect(await lambda.invoke('big', { size: 6291556 - 1 })).toEqual({
      kind: 'unhandled',
      error: {
        errorType: 'Function.ResponseSizeTooLarge',
        errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
      },
    });
    expect(await lambda.invoke('big', { size: 6291556 - 2 })).toHaveProperty('payload');
  });

  it('sends what the function prints to the log, line by line with the request id, before it returns', async () => {
    fixture.add(
      'prints',
      'export const handler = async (e, c) => { console.log("one\\ntwo"); process.stderr.write("part"); return c.awsRequestId; };',
    );
    const lambda = await fixture.start();
    const result = await lambda.invoke('prints', {});
    const requestId = 'payload' in result ? result.payload : undefined;
    expect(fixture.lines).toEqual(['one', 'two', 'part'].map((line) => ({ functionName: 'prints', requestId, line })));
  });

  it('is shown to the observer, which may kill it mid-run', async () => {
    fixture.add('slow', gated);
    const seen: string[] = [];
    const lambda = await fixture.start({
      faults: {
        isThrottled: () => false,
        beforeStart: () => undefined,
        started: (running) => {
          seen.push(running.functionName);
          if (seen.length === 1) running.kill();
          return () => undefined;
        },
      },
    });
    expect(await lambda.invoke('slow', { gate: 'never' })).toMatchObject({
      kind: 'unhandled',
      error: {
        errorType: 'Runtime.ExitError',
        errorMessage: expect.stringMatching(/^RequestId: .* Error: Runtime exited with error: signal: killed$/),
      },
    });
    expect(await lambda.invoke('slow', { id: 2 })).toEqual({ payload: 2 });
    expect(seen).toEqual(['slow', 'slow']);
  });
});

// https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
describe('concurrency', () => {
  it('reuses a warm instance with its module state, one invocation at a time', async () => {
    fixture.add('counter', 'let n = 0; export const handler = async () => ++n;');
    const lambda = await fixture.start();
    expect(await lambda.invoke('counter', {})).toEqual({ payload: 1 });
    expect(await lambda.invoke('counter', {})).toEqual({ payload: 2 });
    expect(await Promise.all([lambda.invoke('counter', {}), lambda.invoke('counter', {})])).toEqual([
      { payload: 3 },
      { payload: 1 },
    ]);
    expect(lambda.stats().counter).toMatchObject({
      invocations: 4,
      coldStarts: 2,
      warmInstances: 2,
      busyInstances: 0,
      errors: 0,
    });
    expect(lambda.stats().counter?.durations).toHaveLength(4);
  });

  it('above the reserved one is TooManyRequestsException', async () => {
    fixture.add('one', gated, { reservedConcurrency: 1 });
    const lambda = await fixture.start();
    const first = lambda.invoke('one', { gate: 'never' });
    await expect(lambda.invoke('one', { id: 2 })).rejects.toMatchObject({
      code: 'TooManyRequestsException',
      status: 429,
      fields: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' },
    });
    expect(lambda.stats().one?.throttles).toBe(1);
    expect(lambda.kill('one')).toBe(true);
    expect(await first).toHaveProperty('error');
    expect(lambda.kill('one')).toBe(false);
  });

  it('over the instances of this machine stops an idle one of another function first', async () => {
    fixture.add('a', gated).add('b', gated);
    const lambda = await fixture.start({ maxInstances: 1 });
    await lambda.invoke('a', { id: 1 });
    const running = lambda.invoke('b', { gate: 'never' });
    expect(lambda.stats().a?.warmInstances).toBe(0);
    await expect(lambda.invoke('a', {})).rejects.toMatchObject({
      code: 'TooManyRequestsException',
      fields: { Reason: 'ConcurrentInvocationLimitExceeded' },
    });
    lambda.kill('b');
    await running;
  });

  it('falls to zero when instances idle for a minute, save one that is to stay warm', async () => {
    fixture.add('api', gated).add('worker', gated);
    const clock = new FakeClock();
    const lambda = await fixture.start({ clock, lastIdleMs: (fn) => (fn.name === 'api' ? 600_000 : 60_000) });
    const names = ['api', 'api', 'worker'];
    await Promise.all(names.map((name) => lambda.invoke(name, { id: 1 })));
    const warm = () => [lambda.stats().api?.warmInstances, lambda.stats().worker?.warmInstances];
    clock.advance(59_999);
    expect(warm()).toEqual([2, 1]);
    clock.advance(1);
    expect(warm()).toEqual([1, 0]);
    clock.advance(540_000);
    expect(warm()).toEqual([0, 0]);
  });
});

describe('the hot path', () => {
  it('costs less than a millisecond', async () => {
    fixture.add('echo', 'export const handler = async (event) => event;');
    const lambda = await fixture.start();
    for (let i = 0; i < 300; i++) await lambda.invoke('echo', { i });
    const warm = (lambda.stats().echo?.durations ?? []).slice(100).sort((a, b) => a - b);
    expect(warm[100]).toBeLessThan(1);
  });
});

describe('stopping', () => {
  it('ends running invocations and refuses further ones', async () => {
    fixture.add('slow', gated);
    const lambda = await fixture.start();
    const running = lambda.invoke('slow', { gate: 'never' });
    await vi.waitFor(() => expect(lambda.stats().slow?.busyInstances).toBe(1));
    await lambda.stop();
    expect(await running).toMatchObject({ error: { errorType: 'Runtime.ExitError' } });
    await expect(lambda.invoke('slow', {})).rejects.toMatchObject({ code: 'ServiceException' });
  });
});
