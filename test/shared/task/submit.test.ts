import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../../shared/id.ts';
import { quotaKey } from '../../../shared/task/keys.ts';
import { submitTask } from '../../../shared/task/submit.ts';
import { makeContext } from '../make-context.ts';
import { projectId, type Scene, startTaskWorld, type TaskWorld } from './task-world.ts';

let world: TaskWorld;
beforeAll(async () => {
  world = await startTaskWorld();
});
afterAll(() => world.close());

const used = (scene: Scene, count: number) =>
  scene.table.put({ ...quotaKey(scene.ctx.orgId, 'guardian.test', '2026-11'), used: count });

test('a submitted task is queued, told to the world, and in the queue of its workers', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  expect(task).toMatchObject({ status: 'queued', attempt: 0, maxAttempts: 3, progress: { percent: 0 }, projectId });
  expect(await scene.read(task)).toEqual(task);
  expect(scene.bus.events).toMatchObject([{ type: 'task.queued.v1', id: task.owed[0]?.id, data: { taskId: task.id } }]);
  expect(scene.queue.sent).toEqual([{ orgId: scene.ctx.orgId, taskId: task.id, delaySeconds: 0, told: 1 }]);
});

test('what is written alongside is written together with the task, or neither is', async () => {
  const { deps, ctx, store, table } = world.scene();
  const id = newId('task', ctx.now);
  const request = { id, type: 'guardian.test', projectId, input: {}, inputVersion: 1 } as const;
  const refused = { table, check: { pk: 'nobody', sk: 'A' }, condition: { when: 'attribute_exists(pk)' } };
  await expect(submitTask(ctx, deps, { ...request, alongside: [refused] })).rejects.toThrow(/cancelled/i);
  expect(await store.get(ctx.orgId, id)).toBeUndefined();
});

test('parallel submits get exactly what is left of the month', async () => {
  const scene = world.scene();
  await used(scene, 47);
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => scene.submit()));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  expect(new Set(refusals.map(({ code }) => code))).toEqual(new Set(['quota_exceeded']));
  expect(scene.queue.sent).toHaveLength(2);
});

test('a used-up month says what the plan includes and when the next one begins', async () => {
  const scene = world.scene();
  await used(scene, 50);
  const now = Date.UTC(2026, 10, 30, 23, 59, 30);
  await expect(scene.submit({ now })).rejects.toMatchObject({
    status: 429,
    message: 'The free plan includes 50 of guardian.test a month; all are used.',
    headers: { 'retry-after': '30' },
  });
  await expect(scene.submit({ now: now + 30_000 })).resolves.toMatchObject({ status: 'queued' });
});

test('December is followed by January', async () => {
  const scene = world.scene();
  await scene.table.put({ ...quotaKey(scene.ctx.orgId, 'guardian.test', '2026-12'), used: 50 });
  const now = Date.UTC(2026, 11, 31, 23, 59, 0);
  await expect(scene.submit({ now })).rejects.toMatchObject({ headers: { 'retry-after': '60' } });
});

test('a bigger plan has more, and another organization has its own', async () => {
  const scene = world.scene();
  await used(scene, 50);
  await expect(scene.submit({ plan: 'pro' })).resolves.toMatchObject({ status: 'queued' });
  await expect(scene.submit({ orgId: makeContext().orgId })).resolves.toMatchObject({ status: 'queued' });
  await used(scene, 1_000_000);
  await expect(scene.submit({ plan: 'enterprise' })).resolves.toMatchObject({ status: 'queued' });
});

test('what was accepted stays accepted when the bus and the queue are down; the sweeper has it a minute later', async () => {
  const scene = world.scene();
  scene.bus.isBroken = true;
  scene.queue.isBroken = true;
  const task = await scene.submit();
  expect(task.status).toBe('queued');
  expect(scene.log.errors.map(({ message }) => message)).toEqual(['left to the sweeper', 'left to the sweeper']);
  expect(await scene.sweepAfter(59_999)).toEqual({ mended: 0, failed: 0 });
  scene.bus.isBroken = false;
  scene.queue.isBroken = false;
  expect(await scene.sweepAfter(1)).toEqual({ mended: 1, failed: 0 });
  expect(scene.queue.for(task)).toHaveLength(1);
  expect(scene.bus.types).toEqual(['task.queued.v1']);
});
