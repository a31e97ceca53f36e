import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { PermanentTaskError } from '../../../shared/task/end-attempt.ts';
import { startTaskWorld, type TaskWorld } from './task-world.ts';

let world: TaskWorld;
beforeAll(async () => {
  world = await startTaskWorld();
});
afterAll(() => world.close());

const nothingFailed = { batchItemFailures: [] };
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

test('a worker runs the task with its input and keeps the result', async () => {
  const scene = world.scene();
  const task = await scene.submit({}, { n: 7 });
  expect(await scene.work(async ({ input }) => ({ doubled: input.n * 2 }), task)).toEqual(nothingFailed);
  expect(await scene.read(task)).toMatchObject({ status: 'succeeded', result: { doubled: 14 }, attempt: 1 });
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

test('only the messages that are not ours are reported; those beside them are done', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  const poison = ['not json', '{}', JSON.stringify({ orgId: scene.ctx.orgId, taskId: 'no-task-id' })];
  const { batchItemFailures } = await scene.work(async () => 1, ...poison, task);
  expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['m0', 'm1', 'm2']);
  expect(await scene.read(task)).toMatchObject({ status: 'succeeded' });
  expect(scene.log.errors).toHaveLength(3);
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
  expect(await scene.read(task)).toMatchObject({ status: 'timed-out', error: { code: 'timed_out' } });
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
  const other = await scene.store.takeOver(task, 'other', scene.timers.now() + 30_000);
  scene.timers.advance(3_000);
  expect(await work).toEqual(nothingFailed);
  expect(await scene.read(task)).toEqual(other);
  expect(scene.queue.sent).toHaveLength(1);
});

test('a result that comes after the lease is lost is not kept, even if no heartbeat has told', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  const other = scene.store.takeOver;
  await scene.work(async () => {
    await other(task, 'other', scene.timers.now() + 30_000);
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

test('when the end cannot be announced the message comes back, and the task ends once', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  const run = vi.fn(async () => {
    scene.bus.isBroken = true;
  });
  expect(await scene.work(run, task)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
  scene.bus.isBroken = false;
  expect(await scene.work(run, task)).toEqual(nothingFailed);
  expect(run).toHaveBeenCalledTimes(1);
  expect(await scene.read(task)).toMatchObject({ status: 'succeeded' });
  const due = await scene.store.overdue(scene.timers.now() + 60_000, 100);
  expect(due).toContainEqual(await scene.read(task));
});

test('an input that the worker does not know fails for good, without a run', async () => {
  const scene = world.scene();
  const task = await scene.submit({}, { n: 'seven' });
  const run = vi.fn(async () => 1);
  await scene.work(run, task);
  expect(run).not.toHaveBeenCalled();
  expect(await scene.read(task)).toMatchObject({ status: 'failed', error: { code: 'invalid_input' } });
});
