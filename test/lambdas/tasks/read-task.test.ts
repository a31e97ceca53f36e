import { afterAll, beforeAll, expect, test } from 'vitest';
import { awaitTask, readTask } from '../../../lambdas/tasks/task/read-task.ts';
import { readableTypes } from '../../../lambdas/tasks/task/readable-types.ts';
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
  const results = { downloadUrl: async (key: string) => `https://bucket.example/${key}?signed` };
  const deps = { ...{ store: scene.store, projects: scene.table, results }, now: scene.timers.now, wait };
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
      deps: { store: scene.store, projects: scene.table },
      input: { id: task.id },
    });
  await expect(read({})).resolves.toEqual(task);
  await expect(read({ orgId: makeContext().orgId })).rejects.toMatchObject({ code: 'not_found' });
  await expect(read({ permissions: new Set(['tasks:read', 'insight:read']) })).rejects.toMatchObject({
    code: 'not_found',
  });
});

test('the kinds of tasks that one sees are those of the products that one may read', () => {
  const all = ['guardian.test', 'guardian.batch', 'insight.analysis', 'autopilot.run'];
  expect(readableTypes(makeContext())).toEqual(all);
  const some = makeContext({ permissions: new Set(['guardian:write', 'insight:read']) });
  expect(readableTypes(some)).toEqual(['insight.analysis']);
});

test('a small result comes with its task; a large one by a URL that serves it for five minutes', async () => {
  const { scene, read } = waiter(0);
  const [small, large] = await scene.submitMany(2);
  if (!small || !large) throw new Error('Two were submitted.');
  await scene.work(async () => ({ n: 'x'.repeat(250_000) }), small);
  await scene.work(async () => ({ n: 'x'.repeat(300_000) }), large);
  expect(await read(small.id)).toMatchObject({ status: 'succeeded', result: { n: 'x'.repeat(250_000) } });
  const shown = await read(large.id);
  expect(shown.resultUrl).toBe(`https://bucket.example/org/${scene.ctx.orgId}/results/${large.id}?signed`);
  expect(shown).not.toHaveProperty('result');
});

test('a task that failed has no result, also when an earlier attempt of ours kept one', async () => {
  const { scene, read } = waiter(0);
  const task = await scene.submit();
  await scene.work(async () => 1, task);
  const stored = await scene.read(task);
  const failed = { ...scene.store, get: async () => ({ ...stored, status: 'failed' as const }) };
  const deps = { store: failed, projects: scene.table, now: scene.timers.now, wait: async () => {} };
  const shown = await awaitTask({
    ...{ ctx: scene.ctx, input: { id: task.id, waitSeconds: 0 } },
    deps: { ...deps, results: { downloadUrl: async () => 'x' } },
  });
  expect(shown).not.toHaveProperty('result');
  expect(await read(task.id)).toMatchObject({ result: 1 });
});

test('a task whose history is over is gone, also while DynamoDB has not deleted it yet', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  await scene.work(async () => 1, task);
  const read = (now: number) =>
    readTask({
      ctx: { ...scene.ctx, now },
      deps: { store: scene.store, projects: scene.table },
      input: { id: task.id },
    });
  const end = Number((await scene.read(task)).ttl) * 1_000;
  await expect(read(end - 1)).resolves.toMatchObject({ id: task.id });
  await expect(read(end)).rejects.toMatchObject({ code: 'not_found' });
});
