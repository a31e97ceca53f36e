import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelTask } from '../../../lambdas/tasks/task/cancel-task.ts';
import type { Permission } from '../../../shared/permission.ts';
import type { TaskStore } from '../../../shared/task/store.ts';
import { type Scene, startTaskWorld, type TaskWorld } from '../../shared/task/task-world.ts';

let world: TaskWorld;
beforeAll(async () => {
  world = await startTaskWorld();
});
afterAll(() => world.close());

const cancel = (
  scene: Scene,
  id: string,
  change: { store?: TaskStore; permissions?: Permission[]; orgId?: string } = {},
) => {
  const { store = scene.store, permissions, orgId = scene.ctx.orgId } = change;
  const ctx = {
    ...scene.ctx,
    orgId,
    now: scene.timers.now(),
    ...(permissions && { permissions: new Set<Permission>([...permissions, 'projects:read-all']) }),
  };
  return cancelTask({ ctx, deps: { ...scene.deps, store, projects: scene.table }, input: { id } });
};

/** Each event once: it may be published again under its id. */
const told = ({ bus }: Scene) => [...new Map(bus.events.map(({ id, type }) => [id, type])).values()];

test('a queued task is cancelled at once, and its message then finds nothing to do', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  expect(await cancel(scene, task.id)).toMatchObject({ status: 'cancelled', finishedAt: expect.any(String) });
  expect(told(scene)).toEqual(['task.queued.v1', 'task.cancelled.v1']);
  expect(await scene.work(() => Promise.reject(new Error('It ran.')), task)).toEqual({ batchItemFailures: [] });
  expect(await scene.read(task)).toMatchObject({ status: 'cancelled', attempt: 0 });
});

test('a running task is asked to stop, and may be asked again', async () => {
  const scene = world.scene();
  const task = await scene.claim(await scene.submit());
  expect(await cancel(scene, task.id)).toMatchObject({ status: 'running', cancelRequestedAt: expect.any(String) });
  expect(await cancel(scene, task.id)).toMatchObject({ status: 'running' });
});

test('a finished task cannot be cancelled, and the answer says what it is', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  await scene.work(async () => 1, task);
  await expect(cancel(scene, task.id)).rejects.toMatchObject({
    ...{ status: 409, code: 'conflict', message: expect.stringContaining('succeeded') },
  });
  const other = await scene.submit();
  await cancel(scene, other.id);
  await expect(cancel(scene, other.id)).rejects.toThrow('The task is cancelled;');
});

test('a task that moves between the read and the write is cancelled as what it has become', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  const moving: TaskStore = {
    ...scene.store,
    get: async (orgId, id) => {
      const seen = await scene.store.get(orgId, id);
      if (seen?.status === 'queued') await scene.claim(seen);
      return seen;
    },
  };
  expect(await cancel(scene, task.id, { store: moving })).toMatchObject({
    status: 'running',
    cancelRequestedAt: expect.any(String),
  });
});

test('a cancellation stands when the bus is down; the sweeper has its event', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  scene.bus.isBroken = true;
  const cancelled = await cancel(scene, task.id);
  expect(cancelled.status).toBe('cancelled');
  scene.bus.isBroken = false;
  await scene.sweepAfter(61_000);
  expect(told(scene)).toEqual(['task.queued.v1', 'task.cancelled.v1']);
});

test('who may only read a product may not cancel its tasks; who may not read it does not see them', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  const reader: Permission[] = ['tasks:read', 'tasks:write', 'guardian:read', 'insight:write'];
  await expect(cancel(scene, task.id, { permissions: reader })).rejects.toMatchObject({
    ...{ code: 'forbidden', message: expect.stringContaining('guardian:write') },
  });
  const blind: Permission[] = ['tasks:read', 'tasks:write', 'insight:write'];
  await expect(cancel(scene, task.id, { permissions: blind })).rejects.toMatchObject({ code: 'not_found' });
  expect(await scene.read(task)).toMatchObject({ status: 'queued' });
});

test('the task of another organization is not there', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  const orgId = world.scene().ctx.orgId;
  await expect(cancel(scene, task.id, { orgId })).rejects.toMatchObject({ status: 404, code: 'not_found' });
  expect(await scene.read(task)).toMatchObject({ status: 'queued' });
});
