import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../../shared/id.ts';
import { taskKey } from '../../../shared/task/store.ts';
import type { StoredTask } from '../../../shared/task/task.ts';
import { startTaskWorld, type TaskWorld } from './task-world.ts';

let world: TaskWorld;
beforeAll(async () => {
  world = await startTaskWorld();
});
afterAll(() => world.close());

const error = { code: 'attempt_failed', detail: 'It broke.' };

test('of many workers exactly one gets a queued task', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  const workers = Array.from({ length: 10 }, (_, at) => `worker-${at}`);
  const claims = await Promise.all(workers.map((name) => scene.store.claim(task, name, scene.timers.now())));
  const [winner, ...others] = claims.filter((claim) => claim !== undefined);
  expect(others).toEqual([]);
  expect(winner).toMatchObject({ status: 'running', attempt: 1, leaseOwner: expect.stringMatching(/^worker-\d$/) });
  expect(await scene.read(task)).toEqual(winner);
});

test('a heartbeat renews the lease of its owner and of nobody else', async () => {
  const scene = world.scene();
  const mine = await scene.claim(await scene.submit());
  const later = scene.timers.now() + 10_000;
  const renewed = await scene.store.heartbeat(mine, { percent: 40, message: 'Half' }, later);
  expect(renewed).toMatchObject({ progress: { percent: 40 }, leaseExpiresAt: new Date(later + 30_000).toISOString() });
  const thief = { ...mine, leaseOwner: 'thief' };
  expect(await scene.store.heartbeat(thief, { percent: 99 }, later)).toBeUndefined();
});

test('a lease goes to another only when it has run out, and then its old owner can do nothing', async () => {
  const scene = world.scene();
  const mine = await scene.claim(await scene.submit());
  const end = scene.timers.now() + 30_000;
  expect(await scene.store.takeOver(mine, 'other', end - 1)).toBeUndefined();
  expect(await scene.store.takeOver(mine, 'other', end)).toMatchObject({ leaseOwner: 'other', attempt: 1 });
  expect(await scene.store.takeOver(mine, 'third', end)).toBeUndefined();
  expect(await scene.store.heartbeat(mine, { percent: 1 }, end)).toBeUndefined();
  expect(await scene.store.finish(mine, { status: 'succeeded', result: 1 }, end)).toBeUndefined();
  expect(await scene.store.retryLater(mine, error, 5, end)).toBeUndefined();
  expect(await scene.read(mine)).toMatchObject({ status: 'running', leaseOwner: 'other' });
});

test('a finished task owes its event, is settled once that is out, and expires after 30 days', async () => {
  const scene = world.scene();
  const mine = await scene.claim(await scene.submit());
  const now = scene.timers.now();
  const done = await scene.store.finish(mine, { status: 'succeeded', result: { ok: true } }, now);
  expect(done).toMatchObject({ status: 'succeeded', result: { ok: true }, progress: { percent: 100 } });
  expect(done).not.toHaveProperty('leaseOwner');
  const raw = async () => scene.table.update(taskKey(mine.orgId, mine.id), { set: { touched: true } });
  expect(await raw()).toMatchObject({ ttl: now / 1_000 + 30 * 24 * 3_600, gsi1pk: 'DUE' });
  if (done) await scene.store.settle(done);
  expect(await raw()).not.toHaveProperty('gsi1pk');
});

test('a success keeps no error of an earlier attempt', async () => {
  const scene = world.scene();
  const first = await scene.claim(await scene.submit());
  const again = await scene.store.retryLater(first, error, 0, scene.timers.now());
  const second = await scene.claim(again ?? first);
  const done = await scene.store.finish(second, { status: 'succeeded' }, scene.timers.now());
  expect(done).not.toHaveProperty('error');
});

test('a task that waits for its next attempt cannot be started before', async () => {
  const scene = world.scene();
  const mine = await scene.claim(await scene.submit());
  const now = scene.timers.now();
  const waiting = await scene.store.retryLater(mine, error, 30, now);
  expect(waiting).toMatchObject({ status: 'queued', error, notBefore: new Date(now + 30_000).toISOString() });
  expect(await scene.store.claim(mine, 'early', now + 29_999)).toBeUndefined();
  expect(await scene.store.claim(mine, 'on-time', now + 30_000)).toMatchObject({ attempt: 2, leaseOwner: 'on-time' });
});

test('settling or postponing a task that has moved on changes nothing', async () => {
  const scene = world.scene();
  const queued = await scene.submit();
  const running = await scene.claim(queued);
  await scene.store.settle(queued);
  await scene.store.postpone(queued, scene.timers.now());
  const due = await scene.store.overdue(scene.timers.now() + 30_000, 100);
  expect(due).toContainEqual(running);
});

test('an item in the index that is no task comes as the reason, and the tasks beside it as tasks', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  const broken = { pk: scene.ctx.orgId, sk: 'TASK#broken', gsi1pk: 'DUE', gsi1sk: '2026-01-01T00:00:00.000Z' };
  await scene.table.put({ ...broken, type: 'removed.type' });
  const due = await scene.store.overdue(scene.timers.now() + 60_000, 100);
  expect(due[0]).toBeInstanceOf(Error);
  expect(due).toContainEqual(task);
  await scene.table.delete({ pk: broken.pk, sk: broken.sk });
});

test('a list is newest first, filtered by status, type and project, and ends', async () => {
  const scene = world.scene();
  const { orgId } = scene.ctx;
  const tasks: StoredTask[] = [];
  for (let at = 0; at < 5; at += 1) {
    tasks.push(await scene.submit());
    scene.timers.advance(10);
  }
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

test('another organization neither reads nor lists a task', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  const stranger = world.scene().ctx.orgId;
  expect(await scene.store.get(stranger, task.id)).toBeUndefined();
  expect(await scene.store.list(stranger, { limit: 10, types: ['guardian.test'] })).toEqual({ items: [] });
  const disguised = { ...task, orgId: stranger };
  expect(await scene.store.claim(disguised, 'w', scene.timers.now())).toBeUndefined();
  expect(await scene.store.cancelQueued(disguised, scene.timers.now())).toBeUndefined();
});
