import { expect, test, vi } from 'vitest';
import { newId } from '../../../shared/id.ts';
import { startHeartbeat } from '../../../shared/task/heartbeat.ts';
import type { TaskStore } from '../../../shared/task/store.ts';
import { StoredTask } from '../../../shared/task/task.ts';
import { FakeBus } from '../fake-bus.ts';
import { FakeLog } from '../fake-log.ts';
import { FakeTimers } from '../fake-timers.ts';
import { start } from '../make-context.ts';

const at = new Date(start).toISOString();
const task = StoredTask.parse({
  ...{ id: newId('task', start), orgId: 'org_1', type: 'guardian.test', status: 'running', projectId: 'prj_1' },
  ...{ priority: 0, progress: { percent: 0 }, attempt: 1, maxAttempts: 3, createdAt: at, input: {}, inputVersion: 1 },
  ...{ actor: { type: 'user', id: 'usr_1' }, plan: 'free', revision: 2, owed: [], waits: [], baseAttempt: 0, depth: 1 },
});

function begin(calls: { heartbeat?: TaskStore['heartbeat']; get?: TaskStore['get'] } = {}) {
  const timers = new FakeTimers();
  const log = new FakeLog();
  const bus = new FakeBus();
  const renew = vi.fn(calls.heartbeat ?? (async () => task));
  const look = vi.fn(calls.get ?? (async () => task));
  const extend = vi.fn(async () => {});
  const store: TaskStore = Object.assign(Object.create(null), { heartbeat: renew, get: look });
  const deps = { store, publish: bus.publish, every: timers.every, now: timers.now, log, extend };
  return { timers, log, bus, renew, look, extend, beat: startHeartbeat(deps, task) };
}

/** Lets time pass in steps, each with the pulse that it starts. */
async function pass(scene: ReturnType<typeof begin>, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 1_000) {
    scene.timers.advance(Math.min(1_000, left));
    await scene.beat.idle();
  }
}

const down = () => Promise.reject(new Error('The table is down.'));

test('a pulse every three seconds reads; one in every third of the lease renews it, and hides the message as long', async () => {
  const scene = begin();
  await pass(scene, 12_000);
  expect(scene.look).toHaveBeenCalledTimes(3);
  expect(scene.renew).toHaveBeenCalledTimes(1);
  expect(scene.extend.mock.calls).toEqual([[30]]);
  await pass(scene, 12_000);
  expect(scene.renew).toHaveBeenCalledTimes(2);
  scene.beat.stop();
  await pass(scene, 9_000);
  expect(scene.look).toHaveBeenCalledTimes(6);
  expect(scene.beat.signal.aborted).toBe(false);
});

test('progress is written with the next pulse, and told at most every five seconds', async () => {
  const scene = begin();
  for (let percent = 1; percent <= 6; percent += 1) {
    scene.beat.progress(percent, `Step ${percent}`);
    await pass(scene, 3_000);
  }
  expect(scene.renew).toHaveBeenCalledTimes(6);
  // The lease is renewed as seldom as without progress.
  expect(scene.extend).toHaveBeenCalledTimes(1);
  expect(scene.bus.events).toMatchObject([
    { type: 'task.progressed.v1', data: { attempt: 1, progress: { percent: 1, message: 'Step 1' } } },
    { data: { progress: { percent: 3 } } },
    { data: { progress: { percent: 5 } } },
  ]);
  await pass(scene, 6_000);
  expect(scene.bus.events).toHaveLength(3);
});

test('progress that the bus refuses is owed until it takes it, and then no more', async () => {
  const scene = begin();
  scene.bus.isBroken = true;
  scene.beat.progress(10, 'First');
  await pass(scene, 3_000);
  expect(scene.beat.task().owed).toMatchObject([{ name: 'task.progressed.v1', progress: { percent: 10 } }]);
  scene.bus.isBroken = false;
  await pass(scene, 3_000);
  expect(scene.beat.task().owed).toEqual([]);
  expect(scene.bus.events).toHaveLength(1);
});

test('a missed renewal is survived, a lease that has surely run out is not', async () => {
  const scene = begin({ heartbeat: down, get: down });
  await pass(scene, 30_000);
  expect(scene.beat.isLost()).toBe(false);
  expect(scene.log.errors).toHaveLength(10);
  await pass(scene, 3_000);
  expect(scene.beat.isLost()).toBe(true);
  expect(scene.beat.signal.aborted).toBe(true);
});

test('the lease counts from before the renewal was sent, as the table has it', async () => {
  const gate = Promise.withResolvers<StoredTask>();
  const scene = begin({ heartbeat: () => gate.promise });
  await pass(scene, 11_000);
  scene.timers.advance(1_000);
  expect(scene.renew).toHaveBeenCalledTimes(1);
  scene.timers.advance(20_000);
  gate.resolve(task);
  await scene.beat.idle();
  scene.renew.mockImplementation(down);
  scene.look.mockImplementation(down);
  await pass(scene, 9_000);
  expect(scene.beat.isLost()).toBe(false);
  await pass(scene, 4_000);
  expect(scene.beat.isLost()).toBe(true);
});

test('a slow pulse is not overtaken by the next', async () => {
  const gate = Promise.withResolvers<StoredTask>();
  const scene = begin({ get: () => gate.promise });
  scene.timers.advance(12_000);
  expect(scene.look).toHaveBeenCalledTimes(1);
  gate.resolve(task);
  await scene.beat.idle();
  scene.timers.advance(3_000);
  expect(scene.look.mock.calls.length + scene.renew.mock.calls.length).toBe(2);
});

test('a lost lease and a cancellation are seen within three seconds, each in its own way', async () => {
  const lost = begin({ get: async () => ({ ...task, revision: 3 }) });
  const cancelled = begin({ get: async () => ({ ...task, cancelRequestedAt: at }) });
  for (const scene of [lost, cancelled]) await pass(scene, 3_000);
  expect([lost.beat.isLost(), lost.beat.isCancelled()]).toEqual([true, false]);
  expect([cancelled.beat.isLost(), cancelled.beat.isCancelled()]).toEqual([false, true]);
  for (const scene of [lost, cancelled]) await pass(scene, 9_000);
  expect(lost.look).toHaveBeenCalledTimes(1);
});

test('a renewal that finds another worker ends the beat, and holds no message back', async () => {
  const scene = begin({ heartbeat: async () => undefined });
  scene.beat.progress(5, 'Begun');
  await pass(scene, 3_000);
  expect(scene.beat.isLost()).toBe(true);
  expect(scene.extend).not.toHaveBeenCalled();
});
