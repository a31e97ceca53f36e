import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sweep } from '../../../lambdas/tasks/task/sweep.ts';
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

/** The store as if only this scene's tasks were due: those of other tests are none of its business. */
function onlyMine() {
  const overdue = async (now: number, limit: number) =>
    (await scene.store.overdue(now, limit)).filter((item) => item instanceof Error || item.orgId === scene.ctx.orgId);
  return { ...scene.store, overdue };
}

function sweepAfter(ms: number) {
  scene.timers.advance(ms);
  return sweep({ ...scene.deps, store: onlyMine() });
}

const messagesFor = (task: StoredTask) => scene.queue.sent.filter(({ taskId }) => taskId === task.id).length;

test('a queued task whose message or event got lost gets both, once in a quarter of an hour', async () => {
  scene.bus.isBroken = true;
  scene.queue.isBroken = true;
  const task = await scene.submit();
  scene.bus.isBroken = false;
  scene.queue.isBroken = false;
  expect(await sweepAfter(minute - 1)).toEqual({ mended: 0, failed: 0 });
  expect(await sweepAfter(1)).toEqual({ mended: 1, failed: 0 });
  expect(messagesFor(task)).toBe(1);
  expect(scene.bus.events).toMatchObject([{ type: 'task.queued.v1', id: task.event.id }]);
  expect(await sweepAfter(14 * minute)).toEqual({ mended: 0, failed: 0 });
  expect(await sweepAfter(minute)).toEqual({ mended: 1, failed: 0 });
  expect(messagesFor(task)).toBe(2);
});

test('a task whose worker fell silent is tried again, with the reason and a pause', async () => {
  const task = await scene.claim(await scene.submit());
  expect(await sweepAfter(30_000)).toEqual({ mended: 1, failed: 0 });
  expect(await scene.read(task)).toMatchObject({ status: 'queued', attempt: 1, error: { code: 'worker_lost' } });
  expect(scene.queue.sent.at(-1)).toMatchObject({ taskId: task.id, delaySeconds: 5 });
  expect(await scene.store.finish(task, { status: 'succeeded' }, scene.timers.now())).toBeUndefined();
});

test('a worker that has renewed its lease since the index was read keeps its task', async () => {
  const task = await scene.claim(await scene.submit());
  const stale = await scene.read(task);
  scene.timers.advance(29_000);
  await scene.store.heartbeat(task, { percent: 50 }, scene.timers.now());
  scene.timers.advance(2_000);
  const overdue = async () => [stale];
  expect(await sweep({ ...scene.deps, store: { ...scene.store, overdue } })).toEqual({ mended: 1, failed: 0 });
  expect(await scene.read(task)).toMatchObject({ status: 'running', leaseOwner: 'worker-1' });
});

test('of two sweepers one takes the task', async () => {
  const task = await scene.claim(await scene.submit());
  const results = await Promise.all([sweepAfter(30_000), sweepAfter(0)]);
  expect(results.map(({ failed }) => failed)).toEqual([0, 0]);
  expect(await scene.read(task)).toMatchObject({ status: 'queued', attempt: 1 });
  expect(messagesFor(task)).toBe(2);
});

test('a worker that fell silent on the last attempt fails the task', async () => {
  let task = await scene.submit();
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    task = await scene.claim(task);
    await sweepAfter(30_000);
    scene.timers.advance(40_000);
  }
  expect(await scene.read(task)).toMatchObject({ status: 'failed', attempt: 3, error: { code: 'worker_lost' } });
  expect(scene.bus.types.at(-1)).toBe('task.failed.v1');
});

test('a worker that fell silent after a cancellation was asked for leaves a cancelled task', async () => {
  const task = await scene.claim(await scene.submit());
  await scene.store.requestCancel(task, scene.timers.now());
  await sweepAfter(30_000);
  expect(await scene.read(task)).toMatchObject({ status: 'cancelled' });
  expect(scene.bus.types.at(-1)).toBe('task.cancelled.v1');
});

test('a finished task whose event got lost is announced, under the id that the transition gave it', async () => {
  const task = await scene.submit();
  await scene.work(async () => {
    scene.bus.isBroken = true;
  }, task);
  const finished = await scene.read(task);
  scene.bus.isBroken = false;
  expect(await sweepAfter(minute)).toEqual({ mended: 1, failed: 0 });
  expect(scene.bus.events.at(-1)).toMatchObject({ type: 'task.succeeded.v1', id: finished.event.id });
  expect(await sweepAfter(60 * minute)).toEqual({ mended: 0, failed: 0 });
});

test('one task that cannot be mended does not stop the others, and is tried again', async () => {
  const [bad, good] = [await scene.submit(), await scene.submit()];
  const send = async (task: Pick<StoredTask, 'id' | 'orgId'>) => {
    if (task.id === bad.id) throw new Error('The queue refuses this one.');
    await scene.queue.send(task);
  };
  scene.timers.advance(minute);
  const result = await sweep({ ...scene.deps, queue: { send }, store: onlyMine() });
  expect(result).toEqual({ mended: 1, failed: 1 });
  expect(messagesFor(good)).toBe(2);
  expect(scene.log.errors).toMatchObject([{ message: 'an overdue task could not be mended' }]);
  expect(await sweepAfter(0)).toEqual({ mended: 1, failed: 0 });
  expect(messagesFor(bad)).toBe(2);
});

test('an item that is no task any more does not stop the others', async () => {
  const task = await scene.submit();
  const broken = { pk: `ORG#${scene.ctx.orgId}`, sk: 'TASK#broken' };
  await scene.table.put({ ...broken, type: 'removed.type', gsi1pk: 'DUE', gsi1sk: '2026-01-01T00:00:00.000Z' });
  expect(await sweepAfter(minute)).toEqual({ mended: 1, failed: 1 });
  expect(messagesFor(task)).toBe(2);
  await scene.table.delete(broken);
});
