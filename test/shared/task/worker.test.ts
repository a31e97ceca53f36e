import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { PermanentTaskError } from '../../../shared/task/end-attempt.ts';
import type { StoredTask } from '../../../shared/task/task.ts';
import { type Scene, startTaskWorld, type TaskWorld } from './task-world.ts';

let world: TaskWorld;
beforeAll(async () => {
  world = await startTaskWorld();
});
afterAll(() => world.close());

/** Another worker has the task from now on. */
async function takeOver(scene: Scene, task: StoredTask): Promise<StoredTask | undefined> {
  const running = await scene.read(task);
  return (await scene.store.move(running, { leaseOwner: 'other' }, scene.now)).task;
}

const nothingFailed = { batchItemFailures: [] };
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

test('a worker runs the task with its input and keeps the result', async () => {
  const scene = world.scene();
  const task = await scene.submit({}, { n: 7 });
  expect(await scene.work(async ({ input }) => ({ doubled: input.n * 2 }), task)).toEqual(nothingFailed);
  const done = await scene.read(task);
  expect(done).toMatchObject({ status: 'succeeded', attempt: 1, resultRef: { kind: 'item' }, owed: [] });
  expect(await scene.store.result(done)).toEqual({ doubled: 14 });
  expect(scene.bus.types).toEqual(['task.queued.v1', 'task.started.v1', 'task.succeeded.v1']);
  expect(scene.timers.running).toBe(0);
});

test('a message that came twice runs the task once', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  const run = vi.fn(async () => 'done');
  expect(await scene.work(run, task, task)).toEqual(nothingFailed);
  expect(await scene.work(run, task)).toEqual(nothingFailed);
  expect(run).toHaveBeenCalledTimes(1);
  expect(scene.bus.ofType('task.succeeded.v1')).toHaveLength(1);
});

test('messages that are not ours are parked at once with their reason, and those beside them are done', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  const poison = ['not json', '{}', JSON.stringify({ orgId: scene.ctx.orgId, taskId: 'no-task-id' })];
  expect(await scene.work(async () => 1, ...poison, task)).toEqual(nothingFailed);
  expect(scene.park.parked.map(({ body }) => body)).toEqual(poison);
  expect(scene.park.parked.map(({ reason }) => reason)).toEqual([
    expect.stringContaining('JSON'),
    expect.stringContaining('orgId'),
    expect.stringContaining('Not a task id'),
  ]);
  expect(scene.log.errors.map(({ message }) => message)).toEqual(['MessageParked', 'MessageParked', 'MessageParked']);
  expect(await scene.read(task)).toMatchObject({ status: 'succeeded' });
});

test('a poison message that cannot be parked comes back', async () => {
  const scene = world.scene();
  scene.park.isBroken = true;
  expect(await scene.work(async () => 1, 'not json')).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
});

test('a message whose task is gone is dropped', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  await scene.table.delete({ pk: `ORG#${task.orgId}`, sk: `TASK#${task.id}` });
  expect(await scene.work(async () => 1, task)).toEqual(nothingFailed);
});

test('a failed attempt is tried again later, and its reason is told without its text', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  await scene.work(() => Promise.reject(new RangeError('secret detail')), task);
  expect(await scene.read(task)).toMatchObject({
    status: 'queued',
    attempt: 1,
    error: { code: 'attempt_failed', detail: expect.not.stringContaining('secret') },
    notBefore: new Date(scene.timers.now() + 5_000).toISOString(),
  });
  expect(scene.queue.sent.at(-1)).toMatchObject({ taskId: task.id, delaySeconds: 5 });
});

test('the third failure is the last', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  const delays: (number | undefined)[] = [];
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    await scene.work(() => Promise.reject(new Error('x')), task);
    delays.push(scene.queue.sent.at(-1)?.delaySeconds);
    scene.timers.advance(60_000);
  }
  expect(delays).toEqual([5, 30, 30]);
  expect(await scene.read(task)).toMatchObject({ status: 'failed', attempt: 3, error: { code: 'attempt_failed' } });
  expect(scene.queue.sent).toHaveLength(3);
  expect(scene.bus.ofType('task.failed.v1')).toMatchObject([
    { data: { attempt: 3, error: { code: 'attempt_failed' } } },
  ]);
});

test('a permanent error ends the task at once', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  await scene.work(() => Promise.reject(new PermanentTaskError('no_page', 'There is no page.')), task);
  expect(await scene.read(task)).toMatchObject({
    ...{ status: 'failed', attempt: 1, error: { code: 'no_page', detail: 'There is no page.' } },
  });
});

test('a task that runs too long is told to stop, and is timed out', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  const began = Promise.withResolvers<void>();
  const work = scene.work(({ signal }) => {
    began.resolve();
    return untilAborted(signal);
  }, task);
  await began.promise;
  scene.timers.advance(120_000);
  await work;
  expect(await scene.read(task)).toMatchObject({
    ...{ status: 'timed-out', error: { code: 'timed_out' } },
    quota: { reserved: 1, used: 1, refunded: 0 },
  });
  expect(scene.bus.types.at(-1)).toBe('task.failed.v1');
  expect(scene.timers.running).toBe(0);
});

test('a cancelled task is told to stop by the next heartbeat', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  const began = Promise.withResolvers<void>();
  const work = scene.work(({ signal }) => {
    began.resolve();
    return untilAborted(signal);
  }, task);
  await began.promise;
  await scene.store.requestCancel(task, scene.timers.now());
  scene.timers.advance(3_000);
  await work;
  expect(await scene.read(task)).toMatchObject({ status: 'cancelled' });
  expect(scene.bus.types.at(-1)).toBe('task.cancelled.v1');
});

test('a worker that lost its lease neither finishes nor repeats the task', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  const began = Promise.withResolvers<void>();
  const work = scene.work(({ signal }) => {
    began.resolve();
    return untilAborted(signal);
  }, task);
  await began.promise;
  const other = await takeOver(scene, task);
  scene.timers.advance(3_000);
  expect(await work).toEqual(nothingFailed);
  expect(await scene.read(task)).toEqual(other);
  expect(scene.queue.sent).toHaveLength(1);
});

test('a result that comes after the lease is lost is not kept, even if no heartbeat has told', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  await scene.work(async () => {
    await takeOver(scene, task);
    return 'too late';
  }, task);
  expect(await scene.read(task)).toMatchObject({ status: 'running', leaseOwner: 'other' });
  expect(scene.bus.ofType('task.succeeded.v1')).toEqual([]);
});

test('the progress of a run is seen while it runs, never goes back, and never says 100 too early', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  await scene.work(async ({ progress }) => {
    progress(200, 'x'.repeat(600));
    progress(20, 'Nearly');
    scene.timers.advance(3_000);
    await vi.waitFor(async () =>
      expect(await scene.read(task)).toMatchObject({ progress: { percent: 99, message: 'Nearly' } }),
    );
  }, task);
  expect(await scene.read(task)).toMatchObject({ status: 'succeeded', progress: { percent: 100 } });
});

test('an end that cannot be announced stands, and its event is owed until the sweeper has told it', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  const run = vi.fn(async () => {
    scene.bus.isBroken = true;
  });
  expect(await scene.work(run, task)).toEqual(nothingFailed);
  expect(await scene.work(run, task)).toEqual(nothingFailed);
  expect(run).toHaveBeenCalledTimes(1);
  const [owed] = (await scene.read(task)).owed;
  expect(owed).toMatchObject({ name: 'task.succeeded.v1' });
  scene.bus.isBroken = false;
  expect(await scene.sweepAfter(60_000)).toEqual({ mended: 1, failed: 0 });
  expect(scene.bus.events.at(-1)).toMatchObject({ type: 'task.succeeded.v1', id: owed?.id });
  expect(await scene.read(task)).toMatchObject({ status: 'succeeded', owed: [] });
  expect(await scene.sweepAfter(3_600_000)).toEqual({ mended: 0, failed: 0 });
});

test('an input that the worker does not know fails for good, without a run', async () => {
  const scene = world.scene();
  const task = await scene.submit({}, { n: 'seven' });
  const run = vi.fn(async () => 1);
  await scene.work(run, task);
  expect(run).not.toHaveBeenCalled();
  expect(await scene.read(task)).toMatchObject({ status: 'failed', error: { code: 'invalid_input' } });
});
