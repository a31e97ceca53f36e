import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../../shared/id.ts';
import { taskKey } from '../../../shared/task/keys.ts';
import { loadResults } from '../../../shared/task/result.ts';
import type { StoredTask } from '../../../shared/task/task.ts';
import { startTaskWorld, type TaskWorld } from './task-world.ts';

let world: TaskWorld;
beforeAll(async () => {
  world = await startTaskWorld();
});
afterAll(() => world.close());

test('a transition happens to the task that was read, and to no other', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  const moves = await Promise.all([1, 2, 3].map((n) => scene.store.move(task, { priority: n }, scene.now)));
  expect(moves.filter(({ task: moved }) => moved)).toHaveLength(1);
  expect(await scene.read(task)).toMatchObject({ revision: task.revision + 1 });
});

test('an event that one transition owes is not undone by another', async () => {
  const scene = world.scene();
  scene.bus.isBroken = true;
  const task = await scene.submit();
  const running = await scene.claim({ ...task, revision: 0 });
  expect(running.owed.map(({ name }) => name)).toEqual(['task.queued.v1', 'task.started.v1']);
  await scene.store.settle(task, scene.now);
  expect((await scene.read(task)).owed).toHaveLength(2);
});

test('a heartbeat renews the lease of its owner and of nobody else', async () => {
  const scene = world.scene();
  const mine = await scene.claim(await scene.submit());
  const leaseExpiresAt = new Date(scene.now + 40_000).toISOString();
  const beat = { progress: { percent: 40, message: 'Half' }, leaseExpiresAt, owed: [] };
  expect(await scene.store.heartbeat(mine, beat)).toMatchObject({ progress: { percent: 40 }, leaseExpiresAt });
  await scene.store.move(mine, { leaseOwner: 'other' }, scene.now);
  expect(await scene.store.heartbeat(mine, beat)).toBeUndefined();
});

test('a finished task is kept as long as its plan says, its result for thirty days at most', async () => {
  for (const [plan, days, resultDays] of [
    ['free', 7, 7],
    ['pro', 90, 30],
    ['enterprise', 365, 30],
  ] as const) {
    const scene = world.scene({ plan });
    const task = await scene.submit();
    await scene.work(async () => ({ ok: true }), task);
    const seconds = scene.now / 1_000;
    expect(await scene.read(task)).toMatchObject({ ttl: seconds + days * 86_400, plan });
    const result = await scene.table.update(
      { ...taskKey(task.orgId, task.id), sk: `RESULT#${task.id}` },
      { set: { seen: 1 } },
    );
    expect(result).toMatchObject({ ttl: seconds + resultDays * 86_400, body: '{"ok":true}' });
  }
});

test('lists never hold results; one by its id has it, and several have theirs', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  await scene.work(async () => ['x'], task);
  const { items } = await scene.store.list(task.orgId, { limit: 10, types: ['guardian.test'] });
  expect(items[0]).not.toHaveProperty('result');
  expect(await scene.store.result(await scene.read(task))).toEqual(['x']);
  expect(await loadResults(scene.table, task.orgId, [task.id])).toEqual(new Map([[task.id, ['x']]]));
});

test('a list is newest first, filtered by status, type and project, and ends', async () => {
  const scene = world.scene();
  const { orgId } = scene.ctx;
  const tasks = await scene.submitMany(5);
  await scene.claim(tasks[1] ?? (await scene.submit()));
  const list = (change: object) => scene.store.list(orgId, { limit: 10, types: ['guardian.test'], ...change });
  const idsOf = ({ items }: { items: StoredTask[] }) => items.map(({ id }) => id);
  const newestFirst = tasks.map(({ id }) => id).reverse();
  expect(idsOf(await list({}))).toEqual(newestFirst);
  expect(idsOf(await list({ status: 'running' }))).toEqual([tasks[1]?.id]);
  expect(idsOf(await list({ projectId: newId('project', 1) }))).toEqual([]);
  const first = await list({ limit: 3 });
  const second = await list({ limit: 3, cursor: first.nextCursor });
  expect([...idsOf(first), ...idsOf(second)]).toEqual(newestFirst);
  expect(second.nextCursor).toBeUndefined();
});

test('another organization neither reads, lists nor moves a task', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  const stranger = world.scene().ctx.orgId;
  expect(await scene.store.get(stranger, task.id)).toBeUndefined();
  expect(await scene.store.list(stranger, { limit: 10, types: ['guardian.test'] })).toEqual({ items: [] });
  const disguised = { ...task, orgId: stranger };
  expect(await scene.store.move(disguised, { status: 'cancelled' }, scene.now)).toEqual({ failed: new Set(['task']) });
  expect(await scene.store.requestCancel(disguised, scene.now)).toBeUndefined();
});
