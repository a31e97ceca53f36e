import { afterAll, beforeAll, expect, test } from 'vitest';
import { admitNext } from '../../../shared/task/admission.ts';
import { cancelTask } from '../../../shared/task/cancel.ts';
import { readLane } from '../../../shared/task/lane.ts';
import type { StoredTask } from '../../../shared/task/task.ts';
import { waitedMs } from '../../../shared/task/waits.ts';
import { readLedger } from './ledger.ts';
import { type Scene, startTaskWorld, type TaskWorld } from './task-world.ts';

let world: TaskWorld;
beforeAll(async () => {
  world = await startTaskWorld();
});
afterAll(() => world.close());

const ok = async () => 'done';
const lane = ({ table, ctx }: Scene) => readLane(table, ctx.orgId, 'guardian.test');
const reasons = (task: StoredTask) => task.waits.map(({ reason }) => reason);
const faults = async ({ table, ctx }: Scene) => (await readLedger(table, ctx.orgId)).faults;

test('as many as the plan lets work have a message, the others wait without one', async () => {
  const scene = world.scene();
  const tasks = await scene.submitMany(5);
  expect(tasks.map(({ hold }) => hold)).toEqual(['queue', 'queue', 'lane', 'lane', 'lane']);
  expect(scene.queue.sent).toHaveLength(2);
  expect(await lane(scene)).toEqual({ active: 2, waiting: 3, limit: 2 });
  expect(scene.bus.ofType('task.queued.v1')).toHaveLength(5);
  expect(await faults(scene)).toEqual([]);
});

test('each end lets the next one in, in the order of their submission', async () => {
  const scene = world.scene();
  const tasks = await scene.submitMany(4);
  for (const [at, task] of tasks.entries()) {
    await scene.work(ok, await scene.read(task));
    expect(scene.queue.sent.map(({ taskId }) => taskId)).toEqual(tasks.slice(0, at + 3).map(({ id }) => id));
  }
  expect(await lane(scene)).toEqual({ active: 0, waiting: 0, limit: 2 });
});

test('a higher priority goes before its own, and before nobody else', async () => {
  const scene = world.scene();
  await scene.submitMany(2);
  const [low] = await scene.submitMany(1, { options: { priority: -5 } });
  const [plain] = await scene.submitMany(1);
  const [high] = await scene.submitMany(1, { options: { priority: 10 } });
  const order: string[] = [];
  for (let at = 0; at < 5; at += 1) {
    const message = scene.queue.sent[at];
    if (message) await scene.work(ok, message);
    order.push(message?.taskId ?? 'nobody');
  }
  expect(order.slice(2)).toEqual([high?.id, plain?.id, low?.id]);
});

test('ten thousand of one organization would not fill the queue, and another starts at once', async () => {
  const noisy = world.scene();
  const quiet = world.scene();
  await noisy.submitMany(30);
  const task = await quiet.submit();
  expect(noisy.queue.sent).toHaveLength(2);
  expect(quiet.queue.for(task)).toHaveLength(1);
});

test('why it waits: its plan, as long as the largest would run it now; else the tasks before it', async () => {
  const scene = world.scene();
  const tasks = await scene.submitMany(22);
  expect(reasons(tasks[1] ?? never())).toEqual(['platform-capacity']);
  expect(reasons(tasks[2] ?? never())).toEqual(['plan-limit']);
  expect(reasons(tasks[19] ?? never())).toEqual(['plan-limit']);
  expect(reasons(tasks[20] ?? never())).toEqual(['organization-concurrency']);
});

test('the waits of a task add up to its wait, through the line, the queue and a backoff', async () => {
  const scene = world.scene();
  const [first, , third] = await scene.submitMany(3);
  const created = Date.parse(third?.createdAt ?? '');
  scene.timers.advance(1_234);
  await scene.work(ok, first ?? never());
  scene.timers.advance(777);
  await scene.work(() => Promise.reject(new Error('x')), await scene.read(third ?? never()));
  const failedAt = scene.now;
  scene.timers.advance(5_432);
  await scene.work(ok, await scene.read(third ?? never()));
  const done = await scene.read(third ?? never());
  expect(reasons(done)).toEqual(['plan-limit', 'platform-capacity', 'backoff', 'platform-capacity']);
  // The pause was 5 s; what the message took longer is the platform's.
  expect(done.waits[2]).toMatchObject({ to: new Date(failedAt + 5_000).toISOString() });
  expect(waitedMs(done.waits, 0)).toBe(failedAt - created + 5_432);
});

test('a retry that finds its lane full goes to the line, not to the head of it', async () => {
  const scene = world.scene();
  const [first, second, third, fourth] = await scene.submitMany(4);
  await scene.work(() => Promise.reject(new Error('x')), first ?? never());
  expect(await scene.read(third ?? never())).toMatchObject({ hold: 'queue' });
  scene.timers.advance(5_000);
  await scene.work(ok, await scene.read(first ?? never()));
  expect(await scene.read(first ?? never())).toMatchObject({ status: 'queued', hold: 'lane', attempt: 1 });
  await scene.work(ok, await scene.read(second ?? never()));
  // The older one goes first: it was submitted first, and has waited longest.
  expect(await scene.read(first ?? never())).toMatchObject({ hold: 'queue' });
  expect(await scene.read(fourth ?? never())).toMatchObject({ hold: 'lane' });
  expect(await faults(scene)).toEqual([]);
});

test('a larger plan lets the waiting ones in with the next submit and the next look at the lane', async () => {
  const scene = world.scene();
  await scene.submitMany(4);
  await scene.submit({ plan: 'pro' });
  await scene.sweepAfter(60_000);
  expect(await lane(scene)).toEqual({ active: 4, waiting: 1, limit: 4 });
});

test('a cancelled task gives its place or its slot back', async () => {
  const scene = world.scene();
  const [first, , third, fourth] = await scene.submitMany(4);
  await cancelTask(scene.deps, third ?? never(), scene.now);
  expect(await lane(scene)).toMatchObject({ active: 2, waiting: 1 });
  await cancelTask(scene.deps, first ?? never(), scene.now);
  expect(await lane(scene)).toMatchObject({ active: 2, waiting: 0 });
  expect(await scene.read(fourth ?? never())).toMatchObject({ hold: 'queue' });
  expect(await faults(scene)).toEqual([]);
});

/** Their slots become free without anybody looking: the processes that ended them died. */
async function vanish(scene: Scene, tasks: StoredTask[]): Promise<void> {
  for (const task of tasks) {
    await scene.store.move(task, { status: 'cancelled', hold: undefined, waits: [] }, scene.now, {
      alongside: { lane: { table: scene.table, update: laneOf(scene), change: { add: { active: -1 } } } },
    });
  }
}

test('two that admit at once let in as many as there are slots', async () => {
  const scene = world.scene();
  const tasks = await scene.submitMany(8);
  await vanish(scene, tasks.slice(0, 2));
  await Promise.all([1, 2, 3].map(() => admitNext(scene.deps, scene.ctx.orgId, 'guardian.test', scene.now)));
  expect(await lane(scene)).toEqual({ active: 2, waiting: 4, limit: 2 });
  expect(scene.queue.sent).toHaveLength(4);
});

test('nobody jumps the line, even while a slot is free', async () => {
  const scene = world.scene();
  const tasks = await scene.submitMany(3);
  await vanish(scene, tasks.slice(0, 1));
  expect(await scene.submit()).toMatchObject({ hold: 'lane' });
  expect(await lane(scene)).toEqual({ active: 1, waiting: 2, limit: 2 });
  await scene.sweepAfter(60_000);
  expect(await scene.read(tasks[2] ?? never())).toMatchObject({ hold: 'queue' });
});

test('submits and ends at the same time leave nobody behind', async () => {
  const scene = world.scene({ plan: 'pro' });
  const first = await scene.submitMany(4);
  await Promise.all([...first.map((task) => scene.work(ok, task)), ...Array.from({ length: 8 }, () => scene.submit())]);
  expect(await faults(scene)).toEqual([]);
  const { active, waiting } = await lane(scene);
  expect(active).toBe(4);
  expect(waiting).toBe(4);
});

test('a task that waits too long for its start ends in the line, and is not counted', async () => {
  const scene = world.scene();
  await scene.submitMany(2);
  const [task] = await scene.submitMany(1, { options: { expiresInSeconds: 10 } });
  expect(await scene.sweepAfter(10_000)).toEqual({ mended: 1, failed: 0 });
  expect(await scene.read(task ?? never())).toMatchObject({
    ...{ status: 'timed-out', error: { code: 'expired_in_queue' }, attempt: 0 },
    quota: { reserved: 1, used: 0, refunded: 1 },
  });
  expect(await lane(scene)).toMatchObject({ active: 2, waiting: 0 });
  expect(await faults(scene)).toEqual([]);
});

test('a message that comes after the task has expired ends it; one that comes at a retry does not', async () => {
  const scene = world.scene();
  const [late, tried] = await scene.submitMany(2, { options: { expiresInSeconds: 10 } });
  await scene.work(() => Promise.reject(new Error('x')), tried ?? never());
  scene.timers.advance(10_000);
  await scene.work(ok, late ?? never());
  await scene.work(ok, await scene.read(tried ?? never()));
  expect(await scene.read(late ?? never())).toMatchObject({ status: 'timed-out', error: { code: 'expired_in_queue' } });
  expect(await scene.read(tried ?? never())).toMatchObject({ status: 'succeeded' });
});

const laneOf = ({ ctx }: Scene) => ({ pk: `ORG#${ctx.orgId}`, sk: 'LANE#guardian.test' });

function never(): never {
  throw new Error('There is no such task.');
}
