import { afterAll, beforeAll, expect, test } from 'vitest';
import { retryTask } from '../../../../lambdas/tasks/task/retry-task.ts';
import { cancelTask } from '../../../../shared/task/cancel.ts';
import { PermanentTaskError } from '../../../../shared/task/end-attempt.ts';
import { quotaKey } from '../../../../shared/task/keys.ts';
import type { StoredTask } from '../../../../shared/task/task.ts';
import { type Scene, startTaskWorld, type TaskWorld } from '../../../shared/task/task-world.ts';
import { taskDeps } from './task-deps.ts';

let world: TaskWorld;
beforeAll(async () => {
  world = await startTaskWorld();
});
afterAll(() => world.close());

const retry = (scene: Scene, { id }: Pick<StoredTask, 'id'>, change = {}) =>
  retryTask({ ctx: scene.context(change), deps: taskDeps(scene), input: { id } });
const noSite = () => Promise.reject(new PermanentTaskError('no_such_site', 'It is gone.'));

async function failed(scene: Scene): Promise<StoredTask> {
  const task = await scene.submit();
  await scene.work(noSite, task);
  return scene.read(task);
}

test('a failed task is queued again under its id, with its reason, its attempts and a reservation of its own', async () => {
  const scene = world.scene();
  const task = await failed(scene);
  scene.timers.advance(60_000);
  const again = await retry(scene, task);
  expect(again).toMatchObject({
    ...{ id: task.id, status: 'queued', redrives: 1, attempt: 1, maxAttempts: 4 },
    previousErrors: [{ code: 'no_such_site', attempt: 1, at: task.finishedAt }],
    quota: { reserved: 2, used: 1, refunded: 0 },
  });
  expect(again.finishedAt).toBeUndefined();
  await scene.work(async () => 'fine', again);
  expect(await scene.read(task)).toMatchObject({ status: 'succeeded', attempt: 2, quota: { reserved: 2, used: 2 } });
});

test('a cancelled task can be retried, too', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  await cancelTask(scene.deps, task, scene.now);
  expect(await retry(scene, task)).toMatchObject({ status: 'queued', quota: { reserved: 2, refunded: 1 } });
});

test.each([
  ['queued', async (scene: Scene) => scene.submit()],
  ['running', async (scene: Scene) => scene.claim(await scene.submit())],
  [
    'succeeded',
    async (scene: Scene) => {
      const task = await scene.submit();
      await scene.work(async () => 1, task);
      return task;
    },
  ],
])('a %s task is not retried, and the answer says what it is', async (status, make) => {
  const scene = world.scene();
  const task = await make(scene);
  await expect(retry(scene, task)).rejects.toMatchObject({
    ...{ status: 409, code: 'conflict', message: expect.stringContaining(`is ${status}`) },
  });
});

test('of many who retry it at once one wins, and one reservation is made', async () => {
  const scene = world.scene();
  const task = await failed(scene);
  const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => retry(scene, task)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ status: 409 });
  expect(await scene.read(task)).toMatchObject({ redrives: 1, quota: { reserved: 2 } });
});

test('a used-up month refuses the retry, and the task stays as it was', async () => {
  const scene = world.scene();
  const task = await failed(scene);
  await scene.table.put({ ...quotaKey(scene.ctx.orgId, 'guardian.test', '2026-11'), used: 50 });
  await expect(retry(scene, task)).rejects.toMatchObject({ status: 429, code: 'quota_exceeded' });
  expect(await scene.read(task)).toEqual(task);
});

test('who may only read a product may not retry its tasks; the task of another organization is not there', async () => {
  const scene = world.scene();
  const task = await failed(scene);
  const permissions = new Set(['tasks:write', 'guardian:read', 'projects:read-all']);
  await expect(retry(scene, task, { permissions })).rejects.toMatchObject({ code: 'forbidden' });
  await expect(retry(world.scene(), task)).rejects.toMatchObject({ code: 'not_found' });
});
