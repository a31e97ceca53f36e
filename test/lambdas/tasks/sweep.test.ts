import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sweep } from '../../../lambdas/tasks/task/sweep.ts';
import type { DueItem } from '../../../shared/task/overdue.ts';
import type { StoredTask } from '../../../shared/task/task.ts';
import { type Scene, startTaskWorld, type TaskWorld } from '../../shared/task/task-world.ts';

let world: TaskWorld;
let scene: Scene;
beforeAll(async () => {
  world = await startTaskWorld();
});
beforeEach(() => {
  scene = world.scene();
});
afterAll(() => world.close());

const minute = 60_000;
const messagesFor = (task: StoredTask) => scene.queue.for(task).length;

test('a queued task whose message or event got lost gets both, once in a quarter of an hour', async () => {
  scene.bus.isBroken = true;
  scene.queue.isBroken = true;
  const task = await scene.submit();
  scene.bus.isBroken = false;
  scene.queue.isBroken = false;
  expect(await scene.sweepAfter(minute - 1)).toEqual({ mended: 0, failed: 0 });
  expect(await scene.sweepAfter(1)).toEqual({ mended: 1, failed: 0 });
  expect(messagesFor(task)).toBe(1);
  expect(scene.bus.events).toMatchObject([{ type: 'task.queued.v1', id: task.owed[0]?.id }]);
  expect(await scene.sweepAfter(14 * minute)).toEqual({ mended: 0, failed: 0 });
  expect(await scene.sweepAfter(minute)).toEqual({ mended: 1, failed: 0 });
  expect(messagesFor(task)).toBe(2);
  expect(scene.bus.events).toHaveLength(1);
});

test('a task whose worker fell silent is tried again, with the reason and a pause', async () => {
  const task = await scene.claim(await scene.submit());
  expect(await scene.sweepAfter(30_000)).toEqual({ mended: 1, failed: 0 });
  expect(await scene.read(task)).toMatchObject({
    ...{ status: 'queued', hold: 'backoff', attempt: 1, error: { code: 'worker_lost' } },
    previousErrors: [{ attempt: 1, code: 'worker_lost' }],
  });
  expect(scene.queue.sent.at(-1)).toMatchObject({ taskId: task.id, delaySeconds: 5 });
});

test('a worker that has renewed its lease since the index was read keeps its task', async () => {
  const task = await scene.claim(await scene.submit());
  const stale = await scene.read(task);
  scene.timers.advance(29_000);
  const leaseExpiresAt = new Date(scene.now + 30_000).toISOString();
  await scene.store.heartbeat(task, { progress: { percent: 50 }, leaseExpiresAt, owed: [] });
  scene.timers.advance(2_000);
  expect(await sweepOf([{ kind: 'task', task: stale }])).toEqual({ mended: 1, failed: 0 });
  expect(await scene.read(task)).toMatchObject({ status: 'running', leaseOwner: task.leaseOwner });
});

test('of two sweepers one takes the task', async () => {
  const task = await scene.claim(await scene.submit());
  const results = await Promise.all([scene.sweepAfter(30_000), scene.sweepAfter(0)]);
  expect(results.map(({ failed }) => failed)).toEqual([0, 0]);
  expect(await scene.read(task)).toMatchObject({ status: 'queued', attempt: 1 });
  expect(messagesFor(task)).toBe(2);
});

test('a worker that fell silent on the last attempt fails the task, which is not counted', async () => {
  let task = await scene.submit();
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    task = await scene.claim(task);
    await scene.sweepAfter(30_000);
    scene.timers.advance(200_000);
  }
  expect(await scene.read(task)).toMatchObject({
    ...{ status: 'failed', attempt: 3, error: { code: 'worker_lost' } },
    quota: { reserved: 1, used: 0, refunded: 1 },
  });
  expect(scene.bus.types.at(-1)).toBe('task.failed.v1');
});

test('a worker that fell silent after a cancellation was asked for leaves a cancelled task', async () => {
  const task = await scene.claim(await scene.submit());
  await scene.store.requestCancel(task, scene.now);
  await scene.sweepAfter(30_000);
  expect(await scene.read(task)).toMatchObject({ status: 'cancelled' });
  expect(scene.bus.types.at(-1)).toBe('task.cancelled.v1');
});

test('one task that cannot be mended does not stop the others, and is tried again', async () => {
  const [bad, good] = [await scene.submit(), await scene.submit()];
  const { send } = scene.queue;
  scene.queue.send = async (task, sending) => {
    if (task.id === bad.id) throw new Error('The queue refuses this one.');
    await send.call(scene.queue, task, sending);
  };
  expect(await scene.sweepAfter(minute)).toEqual({ mended: 1, failed: 1 });
  expect(messagesFor(good)).toBe(2);
  expect(scene.log.errors).toMatchObject([{ message: 'what is overdue could not be mended' }]);
  scene.queue.send = send;
  expect(await scene.sweepAfter(0)).toEqual({ mended: 1, failed: 0 });
  expect(messagesFor(bad)).toBe(2);
});

test('two hundred items that are no tasks any more do not starve the task behind them', async () => {
  const broken = Array.from({ length: 210 }, (_, at) => ({ pk: `ORG#${scene.ctx.orgId}`, sk: `TASK#broken-${at}` }));
  for (const key of broken) {
    await scene.table.put({ ...key, type: 'removed.type', gsi1pk: 'DUE', gsi1sk: '2026-01-01T00:00:00.000Z' });
  }
  const task = await scene.submit();
  expect(await scene.sweepAfter(minute)).toEqual({ mended: 1, failed: 210 });
  expect(messagesFor(task)).toBe(2);
  for (const key of broken) await scene.table.delete(key);
});

test('it ends by itself before its time is over', async () => {
  const task = await scene.submit();
  const slow: Scene['store']['get'] = async (...key) => {
    scene.timers.advance(5_000);
    return scene.store.get(...key);
  };
  const items = Array.from({ length: 20 }, (): DueItem => ({ kind: 'task', task }));
  expect(await sweepOf(items, { get: slow })).toEqual({ mended: 10, failed: 0 });
});

/** The sweeper as if nothing but this were due. */
function sweepOf(items: DueItem[], change: Partial<Scene['store']> = {}) {
  async function* overdue() {
    yield items;
  }
  return sweep({ ...scene.deps, store: { ...scene.store, overdue, ...change } });
}
