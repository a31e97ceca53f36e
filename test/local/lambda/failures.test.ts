import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../fake-clock.ts';
import { Fixture } from './fixture.ts';

let fixture: Fixture;
beforeEach(() => {
  fixture = new Fixture();
});
afterEach(() => fixture.close());

const uuid = '[0-9a-f-]{36}';

// https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-deployment.html, nodejs-exceptions.html
describe('an init failure', () => {
  it.each([
    ['no file', { 'other.mjs': '' }, 'Runtime.ImportModuleError', "Error: Cannot find module 'index'"],
    [
      'a missing import',
      { 'index.mjs': 'import "zod"; export const handler = () => 1;' },
      'Runtime.ImportModuleError',
      "Cannot find package 'zod'",
    ],
    [
      'no export',
      { 'index.mjs': 'export const other = 1;' },
      'Runtime.HandlerNotFound',
      'index.handler is undefined or not exported',
    ],
    [
      'no function',
      { 'index.mjs': 'export const handler = 1;' },
      'Runtime.HandlerNotFound',
      'index.handler is not a function',
    ],
    ['broken syntax', { 'index.mjs': 'export const = ;' }, 'Runtime.UserCodeSyntaxError', 'SyntaxError: '],
    ['a throwing module', { 'index.mjs': 'throw new TypeError("at import");' }, 'TypeError', 'at import'],
    [
      'a callback handler',
      { 'index.mjs': 'export const handler = (a, b, c) => c(null, 1);' },
      'Runtime.CallbackHandlerDeprecated',
      'Node.js 24',
    ],
  ])('is reported for %s', async (_name, files, errorType, message) => {
    fixture.add('fn', files);
    const lambda = await fixture.start();
    expect(await lambda.invoke('fn', {})).toMatchObject({
      kind: 'unhandled',
      error: { errorType, errorMessage: expect.stringContaining(message) },
    });
  });

  it('is not final: the next invocation starts anew', async () => {
    fixture.add('fn', { 'index.mjs': 'throw new Error("down");' });
    const lambda = await fixture.start();
    await lambda.invoke('fn', {});
    await lambda.invoke('fn', {});
    expect(lambda.stats().fn).toMatchObject({ coldStarts: 2, warmInstances: 0, errors: 2 });
  });
});

// https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html
describe('a function that never replies', () => {
  it.each([
    ['waits', 'await new Promise(() => setInterval(() => {}, 1000))'],
    ['spins', 'for (;;) {}'],
  ])('and %s is stopped at its timeout', async (_name, code) => {
    fixture.add('slow', `export const handler = async (e) => { if (e.quick) return 1; ${code}; };`);
    const executionClock = new FakeClock();
    const lambda = await fixture.start({ executionClock });
    await lambda.invoke('slow', { quick: true });
    const running = lambda.invoke('slow', {});
    executionClock.advance(2999);
    expect(lambda.stats().slow?.busyInstances).toBe(1);
    executionClock.advance(1);
    expect(await running).toEqual({
      kind: 'unhandled',
      error: {
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringMatching(`^RequestId: ${uuid} Error: Task timed out after 3.00 seconds$`),
      },
    });
    expect(await lambda.invoke('slow', { quick: true })).toEqual({ payload: 1 });
    expect(lambda.stats().slow?.coldStarts).toBe(2);
  });

  it.each([
    ['process.exit()', 'Runtime exited without providing a reason'],
    ['process.exit(3)', 'Runtime exited with error: exit status 3'],
  ])('because of %s is Runtime.ExitError', async (code, reason) => {
    fixture.add('exits', `export const handler = async () => { ${code}; };`);
    const lambda = await fixture.start();
    expect(await lambda.invoke('exits', {})).toEqual({
      kind: 'unhandled',
      error: {
        errorType: 'Runtime.ExitError',
        errorMessage: expect.stringMatching(`^RequestId: ${uuid} Error: ${reason}$`),
      },
    });
  });

  it.each([
    [
      'an uncaught error',
      'setImmediate(() => { throw new RangeError("late"); }); await new Promise(() => {});',
      'RangeError',
      'late',
    ],
    [
      'a rejection nobody handles',
      'Promise.reject(new Error("lost")); await new Promise(() => {});',
      'Runtime.UnhandledPromiseRejection',
      'Error: lost',
    ],
  ])('because of %s reports it', async (_name, code, errorType, errorMessage) => {
    fixture.add('crashes', `export const handler = async () => { ${code} };`);
    const lambda = await fixture.start();
    expect(await lambda.invoke('crashes', {})).toMatchObject({ kind: 'unhandled', error: { errorType, errorMessage } });
  });

  it('because its heap is full is Runtime.OutOfMemory, and the others live on', async () => {
    fixture.add(
      'hungry',
      'export const handler = async () => { const all = []; for (;;) all.push(new Array(1e5).fill({})); };',
    );
    fixture.add('modest', 'export const handler = async () => "alive";');
    const lambda = await fixture.start();
    expect(await lambda.invoke('hungry', {})).toMatchObject({
      kind: 'unhandled',
      error: { errorType: 'Runtime.OutOfMemory', errorMessage: expect.stringContaining('signal: killed') },
    });
    expect(await lambda.invoke('modest', {})).toEqual({ payload: 'alive' });
  });
});

it.each([
  ['a cycle', 'const a = {}; a.a = a; return a;'],
  ['a bigint', 'return 1n;'],
])('a reply that holds %s is Runtime.MarshalError', async (_name, code) => {
  fixture.add('fn', `export const handler = async () => { ${code} };`);
  const lambda = await fixture.start();
  expect(await lambda.invoke('fn', {})).toMatchObject({
    kind: 'unhandled',
    error: {
      errorType: 'Runtime.MarshalError',
      errorMessage: expect.stringContaining('Unable to stringify response body'),
    },
  });
});

it('a function cannot answer for another invocation by posting to the port itself', async () => {
  const code = `import { parentPort } from 'node:worker_threads';
    export const handler = async () => {
      parentPort.postMessage({ type: 'result', requestId: 'forged', payload: '1' });
      parentPort.postMessage('noise');
      return 'mine';
    };`;
  fixture.add('fn', code);
  const lambda = await fixture.start();
  expect(await lambda.invoke('fn', {})).toEqual({ payload: 'mine' });
});
