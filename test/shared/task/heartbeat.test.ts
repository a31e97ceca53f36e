import { expect, test, vi } from 'vitest';
import { newId } from '../../../shared/id.ts';
import { startHeartbeat } from '../../../shared/task/heartbeat.ts';
import type { TaskStore } from '../../../shared/task/store.ts';
import { StoredTask } from '../../../shared/task/task.ts';
import { FakeLog } from '../fake-log.ts';
import { FakeTimers } from '../fake-timers.ts';
import { start } from '../make-context.ts';

const at = new Date(start).toISOString();
const task = StoredTask.parse({
  ...{ id: newId('task', start), orgId: 'org_1', type: 'guardian.test', status: 'running', projectId: 'prj_1' },
  ...{ priority: 0, progress: { percent: 0 }, attempt: 1, maxAttempts: 3, createdAt: at, input: {}, inputVersion: 1 },
  event: { id: 'evt_1', occurredAt: at },
});

function begin(heartbeat: TaskStore['heartbeat']) {
  const timers = new FakeTimers();
  const log = new FakeLog();
  const renew = vi.fn(heartbeat);
  const deps = {
    store: Object.assign(Object.create(null), { heartbeat: renew }),
    every: timers.every,
    now: timers.now,
    log,
  };
  return { timers, log, renew, beat: startHeartbeat(deps, task) };
}

/** Lets time pass in steps, each with the renewal that it starts. */
async function pass(scene: ReturnType<typeof begin>, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 1_000) {
    scene.timers.advance(Math.min(1_000, left));
    await scene.beat.idle();
  }
}

test('a lease is renewed every three seconds until the end', async () => {
  const scene = begin(async () => task);
  await pass(scene, 9_000);
  expect(scene.renew).toHaveBeenCalledTimes(3);
  scene.beat.stop();
  await pass(scene, 9_000);
  expect(scene.renew).toHaveBeenCalledTimes(3);
  expect(scene.beat.signal.aborted).toBe(false);
});

test('a missed renewal is survived, a lease that has surely run out is not', async () => {
  const scene = begin(() => Promise.reject(new Error('The table is down.')));
  await pass(scene, 30_000);
  expect(scene.beat.isLost()).toBe(false);
  expect(scene.log.errors).toHaveLength(10);
  await pass(scene, 3_000);
  expect(scene.beat.isLost()).toBe(true);
  expect(scene.beat.signal.aborted).toBe(true);
});

test('the lease counts from before the renewal was sent, as the table has it', async () => {
  const gate = Promise.withResolvers<StoredTask>();
  let calls = 0;
  const scene = begin(() => {
    calls += 1;
    return calls === 1 ? gate.promise : Promise.reject(new Error('The table is down.'));
  });
  scene.timers.advance(3_000);
  scene.timers.advance(20_000);
  gate.resolve(task);
  await scene.beat.idle();
  await pass(scene, 13_000);
  expect(scene.beat.isLost()).toBe(true);
});

test('a slow renewal is not overtaken by the next', async () => {
  const gate = Promise.withResolvers<StoredTask>();
  const scene = begin(() => gate.promise);
  scene.timers.advance(12_000);
  expect(scene.renew).toHaveBeenCalledTimes(1);
  gate.resolve(task);
  await scene.beat.idle();
  scene.timers.advance(3_000);
  expect(scene.renew).toHaveBeenCalledTimes(2);
});

test('a lost lease and a cancellation end the beat, each in its own way', async () => {
  const lost = begin(async () => undefined);
  const cancelled = begin(async () => ({ ...task, cancelRequestedAt: at }));
  for (const scene of [lost, cancelled]) await pass(scene, 9_000);
  expect([lost.beat.isLost(), lost.beat.isCancelled()]).toEqual([true, false]);
  expect([cancelled.beat.isLost(), cancelled.beat.isCancelled()]).toEqual([false, true]);
  expect(lost.renew).toHaveBeenCalledTimes(1);
});
