import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Timeline, timelineOf } from '../../../../lambdas/tasks/task/timeline.ts';
import { cancelTask } from '../../../../shared/task/cancel.ts';
import { redriveTask } from '../../../../shared/task/redrive.ts';
import type { StoredTask } from '../../../../shared/task/task.ts';
import { type Scene, startTaskWorld, type TaskWorld } from '../../../shared/task/task-world.ts';

let world: TaskWorld;
beforeAll(async () => {
  world = await startTaskWorld();
});
afterAll(() => world.close());

const timeline = async (scene: Scene, task: StoredTask) => timelineOf(await scene.read(task), scene.now);
const reasons = ({ waits }: Timeline) => waits.map(({ reason, ms }) => [reason, ms]);

/** The sum of the intervals is the wait, and wait and work are all of its life. */
function expectExact(shown: Timeline, lifeMs: number, restMs = 0) {
  const sum = (spans: readonly { ms: number }[]) => spans.reduce((total, { ms }) => total + ms, 0);
  expect(sum(shown.waits)).toBe(shown.waitMs);
  expect(sum(shown.attempts)).toBe(shown.runMs);
  expect(Object.values(shown.totals).reduce((total, ms) => total + ms, 0)).toBe(shown.waitMs);
  expect(shown.waitMs + shown.runMs + restMs).toBe(lifeMs);
  for (const { from, to, ms } of [...shown.waits, ...shown.attempts])
    expect(Date.parse(to) - Date.parse(from)).toBe(ms);
}

test('the timeline says why a task waited: plan limit, platform, backoff; the intervals add up to the wait', async () => {
  const scene = world.scene();
  const [first, second] = [await scene.submit(), await scene.submit()];
  const born = scene.now;
  const task = await scene.submit();
  scene.timers.advance(1_700);
  await scene.work(async () => 1, first);
  scene.timers.advance(250);
  await scene.work(
    async () => {
      scene.timers.advance(3_333);
      throw new Error('The site was down.');
    },
    await scene.read(task),
  );
  scene.timers.advance(5_900);
  await scene.work(
    async () => {
      scene.timers.advance(1_001);
      return 1;
    },
    await scene.read(task),
  );
  const shown = await timeline(scene, task);
  expect(reasons(shown)).toEqual([
    ...[
      ['plan-limit', 1_700],
      ['platform-capacity', 250],
    ],
    ...[
      ['backoff', 5_000],
      ['platform-capacity', 900],
    ],
  ]);
  expect(shown.attempts).toMatchObject([{ ms: 3_333, error: { code: 'attempt_failed' } }, { ms: 1_001 }]);
  expect(shown.attempts[1]).not.toHaveProperty('error');
  expectExact(shown, scene.now - born);
  expect(second.status).toBe('queued');
});

test('each reason is one plain sentence that says what would have helped', async () => {
  const scene = world.scene({ plan: 'pro' });
  await scene.submitMany(4);
  const task = await scene.submit();
  scene.timers.advance(10);
  const [wait] = (await timeline(scene, task)).waits;
  expect(wait).toMatchObject({ reason: 'plan-limit', isWaiting: true, ms: 10 });
  expect(wait?.explanation).toBe(
    'Your Pro plan runs 4 of these at once; 4 others of yours were running, and the Enterprise plan, which runs 20, would have started it.',
  );
});

test('what stands behind more tasks than any plan runs waits for its own organization', async () => {
  const scene = world.scene({ plan: 'enterprise' });
  await scene.submitMany(20);
  const task = await scene.submit();
  scene.timers.advance(10);
  const [wait] = (await timeline(scene, task)).waits;
  expect(wait).toMatchObject({
    reason: 'organization-concurrency',
    explanation: expect.stringContaining('`priority`'),
  });
});

test('a task that is asked to start later waits by its own wish until then, and for the platform after it', async () => {
  const scene = world.scene();
  const startAt = new Date(scene.now + 60_000).toISOString();
  const task = await scene.submit({}, { n: 1 }, { options: { startAt } });
  scene.timers.advance(90_000);
  const shown = await timeline(scene, task);
  expect(reasons(shown)).toEqual([
    ['delay', 60_000],
    ['platform-capacity', 30_000],
  ]);
  expect(shown.waits[0]?.explanation).toContain(startAt);
  expectExact(shown, 90_000);
});

test('a task that never started has waits and no attempts', async () => {
  const scene = world.scene();
  const task = await scene.submit();
  scene.timers.advance(5_000);
  await cancelTask(scene.deps, await scene.read(task), scene.now);
  scene.timers.advance(60_000);
  const shown = await timeline(scene, task);
  expect(shown).toMatchObject({ status: 'cancelled', waitMs: 5_000, runMs: 0, attempts: [] });
  expectExact(shown, 5_000);
});

test('one that was claimed in the millisecond of its birth has an attempt and no waits', async () => {
  const scene = world.scene();
  const task = await scene.claim(await scene.submit());
  scene.timers.advance(700);
  const shown = await timeline(scene, task);
  expect(shown).toMatchObject({
    waitMs: 0,
    runMs: 700,
    waits: [],
    attempts: [{ ms: 700, isRunning: true }],
    totals: {},
  });
});

test('between an end and a retry it neither waits nor runs', async () => {
  const scene = world.scene();
  const born = scene.now;
  const task = await scene.submit();
  for (let attempt = 0; attempt < 3; attempt += 1) {
    scene.timers.advance(40_000);
    const fresh = await scene.read(task);
    await scene.work(async () => {
      scene.timers.advance(100);
      throw new Error('No.');
    }, fresh);
  }
  expect(await scene.read(task)).toMatchObject({ status: 'failed' });
  scene.timers.advance(3_600_000);
  await redriveTask(scene.context(), scene.deps, await scene.read(task));
  scene.timers.advance(300);
  await scene.work(
    async () => {
      scene.timers.advance(20);
      return 1;
    },
    await scene.read(task),
  );
  const shown = await timeline(scene, task);
  expect(shown.attempts.map(({ ms }) => ms)).toEqual([100, 100, 100, 20]);
  expectExact(shown, scene.now - born, 3_600_000);
});

test('a clock that is behind makes no wait shorter than nothing', async () => {
  const scene = world.scene();
  const task = await scene.read(await scene.submit());
  const shown = timelineOf(task, scene.now - 10_000);
  expect(shown).toMatchObject({ waitMs: 0, waits: [{ ms: 0 }] });
});

test('of very many waits the old ones of a reason are one, and the sum stays', async () => {
  const scene = world.scene();
  const task = await scene.read(await scene.submit());
  const at = (ms: number) => new Date(scene.now + ms).toISOString();
  const waits = [
    { reason: 'backoff' as const, from: at(0), to: at(5_000), merged: 3 },
    { reason: 'platform-capacity' as const, from: at(9_000), to: at(9_500) },
  ];
  const merged = { ...task, status: 'running' as const, waits, startedAt: at(9_500) };
  const shown = timelineOf(merged, scene.now + 10_000);
  expect(shown).toMatchObject({ waitMs: 5_500, runMs: 500, totals: { backoff: 5_000, 'platform-capacity': 500 } });
  expect(shown.waits[0]?.explanation).toContain('3 waits in one');
});
