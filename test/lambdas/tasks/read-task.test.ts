import { afterAll, beforeAll, expect, test } from 'vitest';
import { awaitTask, readableTypes, readTask } from '../../../lambdas/tasks/task/read-task.ts';
import { makeContext } from '../../shared/make-context.ts';
import { startTaskWorld, type TaskWorld } from '../../shared/task/task-world.ts';

let world: TaskWorld;
beforeAll(async () => {
  world = await startTaskWorld();
});
afterAll(() => world.close());

/** Waits on a clock that only waiting moves; `during` happens after each wait. */
function waiter(waitSeconds: number, during: (elapsedMs: number) => Promise<void> = async () => {}) {
  const scene = world.scene();
  const waits: number[] = [];
  const wait = async (ms: number) => {
    waits.push(ms);
    scene.timers.advance(ms);
    await during(waits.reduce((sum, each) => sum + each, 0));
  };
  const deps = { tasks: scene.store, projects: scene.table, now: scene.timers.now, wait };
  return { scene, waits, read: (id: string) => awaitTask({ ctx: scene.ctx, deps, input: { id, waitSeconds } }) };
}

test('without waiting the answer is what is', async () => {
  const { scene, read, waits } = waiter(0);
  const task = await scene.submit();
  expect(await read(task.id)).toEqual(task);
  expect(waits).toEqual([]);
});

test('a wait ends on time, and asks seldom', async () => {
  const { scene, read, waits } = waiter(5);
  const task = await scene.submit();
  expect(await read(task.id)).toMatchObject({ status: 'queued' });
  expect(waits).toEqual([100, 200, 400, 800, 1_000, 1_000, 1_000, 500]);
});

test('a wait ends when the task does', async () => {
  const { scene, read, waits } = waiter(20, async (elapsed) => {
    if (elapsed === 700) await scene.work(async () => 'done', await task);
  });
  const task = scene.submit();
  expect(await read((await task).id)).toMatchObject({ status: 'succeeded', result: 'done' });
  expect(waits).toEqual([100, 200, 400]);
});

test('a task that is finished is not waited for', async () => {
  const { scene, read, waits } = waiter(20);
  const task = await scene.submit();
  await scene.work(async () => 1, task);
  await read(task.id);
  expect(waits).toEqual([]);
});

test('a task is there for its own organization, and for who may read its product', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  const read = (change: object) =>
    readTask({
      ctx: { ...scene.ctx, ...change },
      deps: { tasks: scene.store, projects: scene.table },
      input: { id: task.id },
    });
  await expect(read({})).resolves.toEqual(task);
  await expect(read({ orgId: makeContext().orgId })).rejects.toMatchObject({ code: 'not_found' });
  await expect(read({ permissions: new Set(['tasks:read', 'insight:read']) })).rejects.toMatchObject({
    code: 'not_found',
  });
});

test('the kinds of tasks that one sees are those of the products that one may read', () => {
  expect(readableTypes(makeContext())).toEqual(['guardian.test']);
  expect(readableTypes(makeContext({ permissions: new Set(['guardian:write', 'insight:read']) }))).toEqual([]);
});
