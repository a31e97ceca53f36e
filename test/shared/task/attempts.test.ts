import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { cancelTask } from '../../../shared/task/cancel.ts';
import { PermanentTaskError, RetryLater } from '../../../shared/task/end-attempt.ts';
import { readInput } from '../../../shared/task/input.ts';
import { quotaKey } from '../../../shared/task/keys.ts';
import { maxInlineBytes } from '../../../shared/task/result.ts';
import { taskWorker } from '../../../shared/task/worker.ts';
import { readLedger } from './ledger.ts';
import { type Scene, startTaskWorld, type TaskWorld, taskMessages } from './task-world.ts';

let world: TaskWorld;
beforeAll(async () => {
  world = await startTaskWorld();
});
afterAll(() => world.close());

const ok = async () => 'done';
const used = async ({ table, ctx }: Scene) =>
  (await table.get(z.object({ used: z.number() }), quotaKey(ctx.orgId, 'guardian.test', '2026-11')))?.used;
const faults = async ({ table, ctx }: Scene) => (await readLedger(table, ctx.orgId)).faults;

test('a worker that died is found out by its own message, within one lease, and its task is tried again', async () => {
  const scene = world.scene();
  const task = await scene.claim(await scene.submit());
  scene.timers.advance(29_999);
  await scene.work(ok, task);
  expect(await scene.read(task)).toMatchObject({ status: 'running' });
  scene.timers.advance(1);
  await scene.work(ok, task);
  expect(await scene.read(task)).toMatchObject({ status: 'queued', hold: 'backoff', error: { code: 'worker_lost' } });
  expect(await faults(scene)).toEqual([]);
});

test('the message of a running task is hidden for as long as its lease', async () => {
  const scene = world.scene();
  await scene.work(ok, await scene.submit());
  expect(scene.messages.extended).toEqual([30]);
});

test('of many workers exactly one gets a queued task, in the queue or after a pause', async () => {
  const scene = world.scene({ plan: 'enterprise' });
  const run = vi.fn(async () => Promise.reject(new Error('x')));
  const task = await scene.submit();
  await Promise.all(Array.from({ length: 8 }, () => scene.work(run, task)));
  expect(run).toHaveBeenCalledTimes(1);
  scene.timers.advance(5_000);
  const again = await scene.read(task);
  await Promise.all(Array.from({ length: 8 }, () => scene.work(run, again)));
  expect(run).toHaveBeenCalledTimes(2);
  expect(await faults(scene)).toEqual([]);
});

test('a cancellation and a success at once: one of the two, and one end', async () => {
  for (let round = 0; round < 5; round += 1) {
    const scene = world.scene();
    const task = await scene.submit();
    const began = Promise.withResolvers<void>();
    const work = scene.work(async () => began.resolve(), task);
    await began.promise;
    await Promise.all([work, cancelTask(scene.deps, await scene.read(task), scene.now)]);
    const ends = scene.bus.types.filter((type) => !/queued|started/.test(type));
    expect(ends).toHaveLength(1);
    expect(await scene.read(task)).toMatchObject({ status: 'succeeded' });
    expect(await faults(scene)).toEqual([]);
  }
});

test('a cancellation and a claim at once leave one story', async () => {
  for (let round = 0; round < 5; round += 1) {
    const scene = world.scene();
    const task = await scene.submit();
    await Promise.all([scene.work(ok, task), cancelTask(scene.deps, task, scene.now)]);
    const end = await scene.read(task);
    expect(['cancelled', 'succeeded']).toContain(end.status);
    expect(await faults(scene)).toEqual([]);
  }
});

test('a run that fails after a cancellation was asked for is cancelled, not tried again', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  await scene.work(async () => {
    await scene.store.requestCancel(await scene.read(task), scene.now);
    throw new Error('x');
  }, task);
  expect(await scene.read(task)).toMatchObject({ status: 'cancelled', quota: { used: 1, refunded: 0 } });
});

test.each([
  ['a success', ok, { used: 1, refunded: 0 }],
  ['a failure of its own', () => Promise.reject(new PermanentTaskError('no_page', 'None.')), { used: 1, refunded: 0 }],
  [
    'an input that we do not understand',
    () => Promise.reject(new PermanentTaskError('x', 'x', { isOurs: true })),
    { used: 0, refunded: 1 },
  ],
] as const)('%s is %o', async (_, run, settled) => {
  const scene = world.scene();
  const task = await scene.submit();
  expect(task.quota).toEqual({ metered: 'guardian.test', month: '2026-11', reserved: 1, used: 0, refunded: 0 });
  await scene.work(run, task);
  expect((await scene.read(task)).quota).toMatchObject({ reserved: 1, ...settled });
  expect(await used(scene)).toBe(settled.used);
});

test('failures of ours are given back when the attempts are used up, also for a month that is over', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    await scene.work(() => Promise.reject(new Error('x')), await scene.read(task));
    scene.timers.advance(30 * 86_400_000);
  }
  const end = await scene.read(task);
  expect(end).toMatchObject({ status: 'failed', quota: { month: '2026-11', used: 0, refunded: 1 } });
  expect(end.previousErrors.map(({ attempt, code }) => [attempt, code])).toEqual([
    [1, 'attempt_failed'],
    [2, 'attempt_failed'],
    [3, 'attempt_failed'],
  ]);
  expect(await used(scene)).toBe(0);
});

test('a cancellation before the first start costs nothing, one after it does', async () => {
  const scene = world.scene();
  const [unstarted, tried] = await scene.submitMany(2);
  if (!unstarted || !tried) throw new Error('There are no tasks.');
  await scene.work(() => Promise.reject(new Error('x')), tried);
  const ends = [];
  for (const task of [unstarted, tried]) ends.push(await cancelTask(scene.deps, await scene.read(task), scene.now));
  expect(ends).toMatchObject([{ quota: { used: 0, refunded: 1 } }, { quota: { used: 1, refunded: 0 } }]);
  expect(await used(scene)).toBe(1);
});

test('what is not charged reserves nothing', async () => {
  const scene = world.scene();
  const task = await scene.submit({}, { n: 1 }, { isCharged: false });
  expect(task).not.toHaveProperty('quota');
  await scene.work(ok, task);
  expect(await used(scene)).toBeUndefined();
});

test('a failure that says when it may help is tried again then, and its reason is told', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  await scene.work(() => Promise.reject(new RetryLater('busy', 'The site asks for a pause.', 1_200)), task);
  const waiting = await scene.read(task);
  expect(waiting).toMatchObject({
    error: { code: 'busy', detail: 'The site asks for a pause.' },
    notBefore: new Date(scene.now + 1_200_000).toISOString(),
  });
  // Longer than a queue delays: the sweeper sends it in time.
  expect(scene.queue.for(task)).toHaveLength(1);
  await scene.sweepAfter(601_000);
  expect(scene.queue.for(task)).toMatchObject([{}, { delaySeconds: 599 }]);
});

test('a result that its schema refuses is our fault, and final', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  const input = z.unknown();
  await taskWorker(
    { type: 'guardian.test', input, run: async () => ({ secret: 1 }) },
    scene.deps,
  )(taskMessages([task]));
  expect(await scene.read(task)).toMatchObject({
    ...{ status: 'failed', attempt: 1, error: { code: 'invalid_output' }, quota: { refunded: 1 } },
  });
  expect(JSON.stringify(await scene.read(task))).not.toContain('secret');
});

test('a result of 256 KiB is in the table, a larger one where large results go', async () => {
  const scene = world.scene();
  const [small, large] = await scene.submitMany(2);
  if (!small || !large) throw new Error('There are no tasks.');
  await scene.work(async () => 'x'.repeat(maxInlineBytes - 2), small);
  await scene.work(async () => 'é'.repeat(maxInlineBytes / 2), large);
  expect(await scene.read(small)).toMatchObject({
    status: 'succeeded',
    resultRef: { kind: 'item', bytes: maxInlineBytes },
  });
  const key = `org/${large.orgId}/results/${large.id}`;
  expect(await scene.read(large)).toMatchObject({ resultRef: { kind: 'object', key, bytes: maxInlineBytes + 2 } });
  expect(scene.results.kept.get(key)).toHaveLength(maxInlineBytes / 2 + 2);
  expect(await scene.store.result(await scene.read(large))).toBeUndefined();
});

test('a task of a newer version waits for a worker that knows it', async () => {
  const scene = world.scene();
  const run = vi.fn(ok);
  const task = await scene.submit({}, { n: 1 }, { inputVersion: 2 });
  await scene.work(run, task);
  expect(run).not.toHaveBeenCalled();
  expect(await scene.read(task)).toMatchObject({ status: 'queued', attempt: 0 });
  expect(scene.queue.for(task)).toMatchObject([{}, { delaySeconds: 60 }]);
});

test('an older input is migrated step by step to the version of the worker', () => {
  const migrations = {
    1: (input: unknown) => ({ pages: [z.object({ url: z.string() }).parse(input).url] }),
    2: (input: unknown) => ({ ...z.object({ pages: z.array(z.string()) }).parse(input), device: 'desktop' }),
  };
  const schema = z.object({ pages: z.array(z.string()), device: z.string() });
  const read = (inputVersion: number, input: unknown) =>
    readInput({ inputVersion: 3, migrations }, schema, { type: 'guardian.test', inputVersion, input });
  const newest = { pages: ['https://a.example'], device: 'desktop' };
  expect(read(1, { url: 'https://a.example' })).toEqual(newest);
  expect(read(2, { pages: ['https://a.example'] })).toEqual(newest);
  expect(read(3, newest)).toEqual(newest);
  expect(() => read(0, {})).toThrow('no way from version 0 to 1');
  expect(() => read(3, {})).toThrow('does not fit');
});

test('a task that was cancelled while it waited for its turn has its message dropped', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  await cancelTask(scene.deps, task, scene.now);
  const run = vi.fn(ok);
  expect(await scene.work(run, task)).toEqual({ batchItemFailures: [] });
  expect(run).not.toHaveBeenCalled();
});

test('an error whose code the type names is not tried again', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  await scene.work(() => Promise.reject(new AppError('not_found', 'There is no such page any more.')), task);
  expect(await scene.read(task)).toMatchObject({ status: 'failed', attempt: 1, error: { code: 'not_found' } });
});
