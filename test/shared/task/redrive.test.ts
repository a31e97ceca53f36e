import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelTask } from '../../../shared/task/cancel.ts';
import { PermanentTaskError } from '../../../shared/task/end-attempt.ts';
import { quotaKey } from '../../../shared/task/keys.ts';
import { redriveTask } from '../../../shared/task/redrive.ts';
import type { StoredTask } from '../../../shared/task/task.ts';
import { readLedger } from './ledger.ts';
import { type Scene, startTaskWorld, type TaskWorld } from './task-world.ts';

let world: TaskWorld;
beforeAll(async () => {
  world = await startTaskWorld();
});
afterAll(() => world.close());

const faults = async ({ table, ctx }: Scene) => (await readLedger(table, ctx.orgId)).faults;

async function failed(scene: Scene, code = 'no_page'): Promise<StoredTask> {
  const task = await scene.submit();
  await scene.work(() => Promise.reject(new PermanentTaskError(code, 'There is none.')), task);
  return scene.read(task);
}

test('a failed task is tried again with new attempts and a reservation of its own, and keeps its reasons', async () => {
  const scene = world.scene();
  const task = await failed(scene);
  scene.timers.advance(20 * 86_400_000);
  const again = await redriveTask(scene.context(), scene.deps, task);
  expect(again).toMatchObject({
    ...{ status: 'queued', attempt: 1, maxAttempts: 4, redrives: 1, baseAttempt: 1 },
    quota: { month: '2026-12', reserved: 2, used: 1, refunded: 0 },
    previousErrors: [{ attempt: 1, code: 'no_page' }],
  });
  expect(again.finishedAt).toBeUndefined();
  for (let attempt = 0; attempt < 3; attempt += 1) {
    await scene.work(() => Promise.reject(new Error('x')), await scene.read(task));
    scene.timers.advance(600_000);
  }
  const end = await scene.read(task);
  expect(end).toMatchObject({ status: 'failed', attempt: 4, quota: { reserved: 2, used: 1, refunded: 1 } });
  expect(end.previousErrors).toHaveLength(4);
  expect(scene.bus.ofType('task.failed.v1')).toHaveLength(2);
  expect(await faults(scene)).toEqual([]);
});

test('of many at once one is done, and counted once', async () => {
  const scene = world.scene();
  const task = await failed(scene);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 5 }, () => redriveTask(scene.context(), scene.deps, task)),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await scene.read(task)).toMatchObject({ redrives: 1, quota: { reserved: 2 } });
  expect(await faults(scene)).toEqual([]);
});

test('what has not ended, or has succeeded, is a conflict; a used-up month is told', async () => {
  const scene = world.scene();
  const queued = await scene.submit();
  await expect(redriveTask(scene.context(), scene.deps, queued)).rejects.toMatchObject({ code: 'conflict' });
  await scene.work(async () => 1, queued);
  const done = await scene.read(queued);
  await expect(redriveTask(scene.context(), scene.deps, done)).rejects.toMatchObject({ code: 'conflict' });
  const task = await failed(scene);
  await scene.table.put({ ...quotaKey(scene.ctx.orgId, 'guardian.test', '2026-11'), used: 50 });
  await expect(redriveTask(scene.context(), scene.deps, task)).rejects.toMatchObject({ code: 'quota_exceeded' });
  expect(await scene.read(task)).toMatchObject({ status: 'failed', redrives: 0 });
});

test('it waits in the line like a new one', async () => {
  const scene = world.scene();
  const task = await failed(scene);
  await scene.submitMany(2);
  expect(await redriveTask(scene.context(), scene.deps, task)).toMatchObject({ hold: 'lane' });
  expect(await faults(scene)).toEqual([]);
});

test('it takes its singleton key again, unless another has it', async () => {
  const scene = world.scene();
  const options = { singletonKey: 'nightly' };
  const first = await cancelTask(scene.deps, await scene.submit({}, { n: 1 }, { options }), scene.now);
  const second = await scene.submit({}, { n: 1 }, { options });
  await expect(redriveTask(scene.context(), scene.deps, first)).rejects.toMatchObject({ code: 'conflict' });
  await cancelTask(scene.deps, second, scene.now);
  await redriveTask(scene.context(), scene.deps, await scene.read(first));
  expect(await scene.submit({}, { n: 1 }, { options })).toMatchObject({ id: first.id });
});

test('only the last ten reasons are kept', async () => {
  const scene = world.scene();
  let task = await failed(scene, 'code-0');
  for (let n = 1; n < 12; n += 1) {
    await redriveTask(scene.context(), scene.deps, task);
    await scene.work(() => Promise.reject(new PermanentTaskError(`code-${n}`, 'x')), await scene.read(task));
    task = await scene.read(task);
  }
  expect(task.previousErrors.map(({ code }) => code)).toEqual(Array.from({ length: 10 }, (_, n) => `code-${n + 2}`));
});

test('a cancelled one that is tried again still says that it was cancelled, and when', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  const cancelled = await cancelTask(scene.deps, task, scene.timers.now());
  scene.timers.advance(3_600_000);
  const again = await redriveTask(scene.context(), scene.deps, await scene.read(task));
  expect(again.previousErrors).toMatchObject([{ code: 'cancelled', attempt: 0, at: cancelled.finishedAt }]);
  expect(await faults(scene)).toEqual([]);
});
