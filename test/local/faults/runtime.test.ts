import { expect, test, vi } from 'vitest';
import type { FaultPlanInput } from '../../../local/faults/plan.ts';
import { openScene } from '../scene/scene.ts';

type Rules = FaultPlanInput['rules'];

/** A scene in which this goes wrong from now on. */
async function sceneWith(rules: Rules) {
  const scene = await openScene();
  scene.runtime.faults.put({ seed: 1, rules });
  const faults = () => scene.runtime.faults.log().map(({ fault }) => fault);
  const settled = (keys: string[]) => vi.waitFor(async () => expect(await scene.written()).toEqual(keys), 5_000);
  return { ...scene, faults, settled };
}

const fn = { function: 'function' };
const jobs = { queue: 'jobs' };

test('a duplicated message runs twice, although the first run deletes it', async () => {
  const scene = await sceneWith([{ fault: 'duplicate', target: jobs, count: 1 }]);
  await scene.send('jobs', { do: 'write', id: 'a' });
  await vi.waitFor(() => expect(scene.runtime.lambda.stats().function?.invocations).toBe(2), 5_000);
  await scene.settled(['a 1']);
  expect(scene.faults()).toEqual(['duplicate']);
});

test('a dropped message comes back after its visibility timeout', async () => {
  const scene = await sceneWith([{ fault: 'drop-then-redeliver', target: jobs, count: 1 }]);
  await scene.send('jobs', { do: 'write', id: 'a' });
  await vi.waitFor(() => expect(scene.faults()).toEqual(['drop-then-redeliver']), 5_000);
  await scene.runtime.clock.advance(29_000);
  expect(await scene.written()).toEqual([]);
  await scene.runtime.clock.advance(2_000);
  await scene.settled(['a 1']);
});

test('a delayed message comes later, and one that lets others pass comes after them', async () => {
  const scene = await sceneWith([{ fault: 'delay', target: jobs, count: 1, seconds: 600 }]);
  await scene.send('jobs', { do: 'write', id: 'a' });
  await vi.waitFor(() => expect(scene.faults()).toEqual(['delay']), 5_000);
  await scene.send('jobs', { do: 'write', id: 'b' });
  await scene.settled(['b 1']);
  scene.runtime.faults.clear();
  await scene.runtime.clock.advance(601_000);
  await scene.settled(['a 1', 'b 1']);
});

test('a function killed by its n-th call has done it, and its messages come back', async () => {
  const scene = await sceneWith([{ fault: 'kill-function', target: fn, afterCalls: 2, count: 1 }]);
  await scene.send('jobs', { do: 'write', id: 'a', times: 4 });
  await scene.settled(['a 1', 'a 2']);
  await vi.waitFor(() => expect(scene.lines.some(({ line }) => line.includes('signal: killed'))).toBe(true));
  await scene.runtime.clock.advance(31_000);
  await scene.settled(['a 1', 'a 2', 'a 3', 'a 4']);
});

test('a function is killed after a while, throttled, and made slow', async () => {
  const scene = await sceneWith([
    { fault: 'kill-function', target: fn, afterMs: 0, count: 1 },
    { fault: 'throttle', target: fn, count: 1, from: 60 },
    { fault: 'slow', target: fn, count: 1, milliseconds: 50, from: 120 },
  ]);
  const order = { do: 'write', id: 'a', times: 1_000 };
  await expect(scene.ask(order)).rejects.toThrow('signal: killed');
  await scene.runtime.clock.advance(61_000);
  await expect(scene.ask({ do: 'tell-time' })).rejects.toMatchObject({ code: 'TooManyRequestsException' });
  await scene.runtime.clock.advance(60_000);
  const begun = performance.now();
  await scene.ask({ do: 'tell-time' });
  expect(performance.now() - begun).toBeGreaterThan(45);
  expect(scene.faults()).toEqual(['kill-function', 'throttle', 'slow']);
});

test('a table, a bucket and a bus say that they are throttled in their own words', async () => {
  const scene = await sceneWith([
    { fault: 'throttle', target: { table: 'thing*' }, count: 1 },
    { fault: 'throttle', target: { bucket: 'things', operations: ['PutObject'] }, count: 1 },
    { fault: 'throttle', target: { bus: 'bus' }, count: 1 },
  ]);
  await expect(scene.ask({ do: 'write', id: 'a' })).rejects.toThrow('ProvisionedThroughputExceededException');
  await expect(scene.ask({ do: 'store', key: 'a' })).rejects.toThrow('SlowDown');
  await expect(scene.ask({ do: 'publish', entries: 1 })).rejects.toThrow('ThrottlingException');
  await scene.ask({ do: 'write', id: 'b' });
  expect(await scene.written()).toEqual(['b 1']);
});

test('an SDK client with its usual retries gets over an outage that ends', async () => {
  const scene = await sceneWith([
    { fault: 'outage', target: { table: 'things' }, count: 1 },
    { fault: 'outage', target: { table: 'things' }, as: 'connection', count: 1 },
  ]);
  await scene.ask({ do: 'write', id: 'a', attempts: 3 });
  expect(scene.faults()).toEqual(['outage', 'outage']);
  expect(await scene.written()).toEqual(['a 1']);
});

test('a lost reply: the caller sees a broken connection, and the write has happened', async () => {
  const scene = await sceneWith([{ fault: 'outage', target: { table: 'things' }, as: 'lost-reply', count: 1 }]);
  await expect(scene.ask({ do: 'write', id: 'a' })).rejects.toThrow(/ECONNRESET|socket hang up|TimeoutError/);
  expect(await scene.written()).toEqual(['a 1']);
});

test('an outage of a queue reaches its event source, and what EventBridge sends to it comes later', async () => {
  const scene = await sceneWith([{ fault: 'outage', target: { queue: 'happened' }, count: 1 }]);
  await scene.ask({ do: 'publish', entries: 1 });
  await vi.waitFor(() => expect(scene.faults()).toEqual(['outage']), 5_000);
  expect(await scene.receive('happened')).toEqual([]);
  await scene.runtime.clock.advance(600_000);
  await scene.take('happened', 1);
});

test('entries of PutEvents fail by themselves, and the others arrive', async () => {
  const scene = await sceneWith([{ fault: 'partial-failure', target: { bus: 'bus' }, count: 2 }]);
  const answer = await scene.ask({ do: 'publish', entries: 3 });
  const failed = { ErrorCode: 'InternalFailure', ErrorMessage: expect.any(String) };
  expect(answer).toEqual({ FailedEntryCount: 2, results: [failed, failed, { EventId: expect.any(String) }] });
  expect(await scene.take('happened', 1)).toMatchObject([{ detail: { n: 2 } }]);
});

test('an event reaches a target twice', async () => {
  const scene = await sceneWith([{ fault: 'duplicate-event', target: { bus: 'bus' }, count: 1 }]);
  await scene.ask({ do: 'publish', entries: 1 });
  const [one, two] = await scene.take('happened', 2);
  expect(one).toEqual(two);
});

test('the runtime itself is spared', async () => {
  const scene = await sceneWith([
    { fault: 'outage', target: { table: '*' } },
    { fault: 'outage', target: { queue: '*' } },
    { fault: 'drop-then-redeliver', target: { queue: '*' } },
  ]);
  await scene.send('held', { n: 1 });
  expect(await scene.receive('held')).toHaveLength(1);
  expect(await scene.written()).toEqual([]);
  scene.runtime.faults.clear();
});

test('/_local/faults takes a plan, shows it, logs what it did, and ends', async () => {
  const scene = await openScene();
  expect(await scene.local('GET', '/faults')).toMatchObject({ status: 200, body: { rules: [] } });
  const plan = { seed: 4, rules: [{ id: 'lost', fault: 'throttle', target: fn }] };
  expect((await scene.local('PUT', '/faults', plan)).status).toBe(200);
  expect((await scene.local('GET', '/faults')).body).toMatchObject({
    seed: 4,
    rules: [{ id: 'lost', probability: 1 }],
  });
  await expect(scene.ask({ do: 'tell-time' })).rejects.toThrow('Rate Exceeded.');
  expect((await scene.local('GET', '/faults/log')).body.items).toEqual([
    { at: expect.any(String), number: 1, rule: 'lost', fault: 'throttle', target: 'function', detail: 'Invoke' },
  ]);
  expect((await scene.local('DELETE', '/faults')).status).toBe(204);
  await scene.ask({ do: 'tell-time' });
  const refused = await scene.local('PUT', '/faults', { seed: 1, rules: [{ fault: 'throttle' }] });
  expect(refused).toMatchObject({ status: 422, body: { message: expect.stringContaining('rules[0].target') } });
  expect((await scene.local('PUT', '/faults', plan, 'text/plain')).status).toBe(415);
  expect((await scene.local('POST', '/faults', plan)).status).toBe(404);
});
