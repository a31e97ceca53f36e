import { afterAll, beforeAll, expect, test } from 'vitest';
import { BulkRequest } from '../../../../lambdas/tasks/task/bulk.ts';
import { cancelTasks } from '../../../../lambdas/tasks/task/cancel-tasks.ts';
import { retryTasks } from '../../../../lambdas/tasks/task/retry-tasks.ts';
import type { Context } from '../../../../shared/context.ts';
import { newId } from '../../../../shared/id.ts';
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

const call = (scene: Scene, body: object, change: Partial<Context> = {}) => ({
  ...{ ctx: scene.context(change), deps: taskDeps(scene), input: BulkRequest.parse(body) },
});
const retry = (scene: Scene, body: object, change = {}) => retryTasks(call(scene, body, change));
const cancel = (scene: Scene, body: object, change = {}) => cancelTasks(call(scene, body, change));
const newestFirst = (tasks: readonly StoredTask[]) => tasks.map(({ id }) => id).reverse();

/** So many that failed with this code. */
async function failed(scene: Scene, count: number, code = 'no_such_site'): Promise<StoredTask[]> {
  const tasks: StoredTask[] = [];
  for (let at = 0; at < count; at += 1) {
    const task = await scene.submit();
    await scene.work(() => Promise.reject(new PermanentTaskError(code, 'It is gone.')), task);
    tasks.push(await scene.read(task));
    scene.timers.advance(1);
  }
  return tasks;
}

test('what failed with one code is tried again in bulk, and nothing else', async () => {
  const scene = world.scene();
  const tasks = await failed(scene, 3);
  const [other] = await failed(scene, 1, 'other');
  expect(await retry(scene, { filter: { errorCode: 'no_such_site' } })).toEqual({
    ...{ changed: 3, ids: newestFirst(tasks), skipped: [] },
  });
  for (const task of tasks) expect(await scene.read(task)).toMatchObject({ status: 'queued', redrives: 1 });
  expect(await scene.read(other ?? { orgId: '', id: '' })).toMatchObject({ status: 'failed' });
});

test('a bulk goes on page by page with its cursor', async () => {
  const scene = world.scene();
  const tasks = await failed(scene, 5);
  const body = { filter: { status: 'failed' }, limit: 2 };
  const first = await retry(scene, body);
  const second = await retry(scene, { ...body, cursor: first.nextCursor });
  const third = await retry(scene, { ...body, cursor: second.nextCursor });
  expect([...first.ids, ...second.ids, ...third.ids]).toEqual(newestFirst(tasks));
  expect(third.nextCursor).toBeUndefined();
});

test('tasks that are named are each answered for: changed, or why not', async () => {
  const scene = world.scene();
  const [task] = await failed(scene, 1);
  const queued = await scene.submit();
  const foreign = await world.scene().submit();
  const unknown = newId('task', 1);
  const ids = [task?.id ?? '', queued.id, foreign.id, unknown];
  const reply = await retry(scene, { filter: { ids } });
  expect(reply).toMatchObject({ changed: 1, ids: [task?.id] });
  expect(new Map(reply.skipped.map(({ id, code }) => [id, code]))).toEqual(
    new Map([
      ...[[queued.id, 'conflict'] as const, [foreign.id, 'not_found'] as const, [unknown, 'not_found'] as const],
    ]),
  );
  const page = await cancel(scene, { filter: { ids }, limit: 1 });
  const rest = await cancel(scene, { filter: { ids }, limit: 100, cursor: page.nextCursor });
  expect(page.ids.length + page.skipped.length).toBe(1);
  expect(rest.ids.length + rest.skipped.length).toBe(3);
});

test('a used-up month ends a bulk retry; what was done is told, the rest is untouched and comes with the cursor', async () => {
  const scene = world.scene();
  const tasks = await failed(scene, 4);
  const month = quotaKey(scene.ctx.orgId, 'guardian.test', '2026-11');
  await scene.table.update(month, { set: { used: 48 } });
  const first = await retry(scene, { filter: { status: 'failed' } });
  expect(first).toMatchObject({
    changed: 2,
    ids: newestFirst(tasks).slice(0, 2),
    stoppedBy: { code: 'quota_exceeded' },
  });
  expect(await scene.read(tasks[0] ?? { orgId: '', id: '' })).toEqual(tasks[0]);
  await scene.table.update(month, { set: { used: 10 } });
  const second = await retry(scene, { filter: { status: 'failed' }, cursor: first.nextCursor });
  expect(second).toEqual({ changed: 2, ids: newestFirst(tasks).slice(2), skipped: [] });
});

test('a bulk that is refused at its first task can be asked for again with its cursor', async () => {
  const scene = world.scene();
  const tasks = await failed(scene, 2);
  const month = quotaKey(scene.ctx.orgId, 'guardian.test', '2026-11');
  await scene.table.update(month, { set: { used: 50 } });
  const first = await retry(scene, { filter: { status: 'failed' } });
  expect(first).toMatchObject({ changed: 0, stoppedBy: { code: 'quota_exceeded' }, nextCursor: expect.any(String) });
  await scene.table.update(month, { set: { used: 0 } });
  const again = await retry(scene, { filter: { status: 'failed' }, cursor: first.nextCursor });
  expect(again.ids).toEqual(newestFirst(tasks));
});

test('a dry run says what it would be, and changes nothing', async () => {
  const scene = world.scene();
  const tasks = await failed(scene, 2);
  const queued = await scene.submit();
  const ids = [...tasks.map(({ id }) => id), queued.id];
  const reply = await retry(scene, { filter: { ids }, dryRun: true });
  expect(reply).toMatchObject({ changed: 2, skipped: [{ id: queued.id, code: 'conflict' }] });
  for (const task of tasks) expect(await scene.read(task)).toEqual(task);
  expect(await cancel(scene, { filter: { status: 'queued' }, dryRun: true })).toMatchObject({ changed: 1 });
  expect(await scene.read(queued)).toMatchObject({ status: 'queued' });
});

test('without a status all that wait or run are cancelled, and what has ended is left', async () => {
  const scene = world.scene();
  const [done] = await failed(scene, 1);
  const running = await scene.claim(await scene.submit());
  const [queued] = await scene.submitMany(1);
  const reply = await cancel(scene, { filter: { type: 'guardian.test' } });
  expect(reply).toMatchObject({ changed: 2, skipped: [] });
  expect(await scene.read(running)).toMatchObject({ status: 'running', cancelRequestedAt: expect.any(String) });
  expect(await scene.read(queued ?? running)).toMatchObject({ status: 'cancelled' });
  expect(await scene.read(done ?? running)).toEqual(done);
});

test('a bulk reaches nobody else’s tasks, and none of a product that the credential may only read', async () => {
  const [mine, theirs] = [world.scene(), world.scene()];
  await theirs.submitMany(2);
  expect(await cancel(mine, { filter: { status: 'queued' } })).toEqual({ changed: 0, ids: [], skipped: [] });
  const permissions = new Set(['tasks:write', 'guardian:read', 'projects:read-all'] as const);
  const reply = await cancel(theirs, { filter: { status: 'queued' } }, { permissions });
  expect(reply).toMatchObject({ changed: 0, skipped: [{ code: 'forbidden' }, { code: 'forbidden' }] });
  const blind = new Set(['tasks:write', 'projects:read-all'] as const);
  expect(await cancel(theirs, { filter: { status: 'queued' } }, { permissions: blind })).toMatchObject({ skipped: [] });
});

test('two bulk retries at once try each task again once', async () => {
  const scene = world.scene();
  const tasks = await failed(scene, 4);
  const body = { filter: { status: 'failed' } };
  const [one, other] = await Promise.all([retry(scene, body), retry(scene, body)]);
  expect([...one.ids, ...other.ids].sort()).toEqual(tasks.map(({ id }) => id).sort());
  for (const task of tasks) expect(await scene.read(task)).toMatchObject({ redrives: 1, quota: { reserved: 2 } });
});

test('a fault of ours ends the bulk with what was done so far, and is logged', async () => {
  const scene = world.scene();
  const tasks = await failed(scene, 2);
  const asked = call(scene, { filter: { status: 'failed' } });
  const moving: typeof asked.deps.store.moving = (task, ...rest) => {
    if (task.id === tasks[0]?.id) throw new Error('The disk is on fire.');
    return asked.deps.store.moving(task, ...rest);
  };
  const reply = await retryTasks({ ...asked, deps: { ...asked.deps, store: { ...asked.deps.store, moving } } });
  expect(reply).toMatchObject({ ids: [tasks[1]?.id], stoppedBy: { code: 'internal_error' } });
  expect(JSON.stringify(reply)).not.toContain('fire');
});

test('a slow bulk stops in time, and says where', async () => {
  const scene = world.scene();
  const tasks = await failed(scene, 3);
  const asked = call(scene, { filter: { status: 'failed' } });
  const publish: typeof asked.deps.publish = async (...event) => {
    scene.timers.advance(10_000);
    await scene.bus.publish(...event);
  };
  const first = await retryTasks({ ...asked, deps: { ...asked.deps, publish } });
  expect(first).toMatchObject({ ids: newestFirst(tasks).slice(0, 2), nextCursor: expect.any(String) });
  const rest = await retry(scene, { filter: { status: 'failed' }, cursor: first.nextCursor });
  expect(rest.ids).toEqual(newestFirst(tasks).slice(2));
});

test.each([
  ['no filter', {}],
  ['an empty filter', { filter: {} }],
  ['an unknown field', { filter: { owner: 'me' } }],
  ['no ids', { filter: { ids: [] } }],
  ['101 ids', { filter: { ids: Array.from({ length: 101 }, (_, at) => newId('task', at)) } }],
  ['a limit above 100', { filter: { status: 'failed' }, limit: 101 }],
])('%s is refused', (_, body) => {
  expect(BulkRequest.safeParse(body).success).toBe(false);
});
