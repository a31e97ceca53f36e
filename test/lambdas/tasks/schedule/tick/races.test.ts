import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { deleteSchedule } from '../../../../../lambdas/tasks/schedule/delete-schedule.ts';
import { start } from '../../../../shared/make-context.ts';
import { iso, Life, minute, type Scene, type ScheduleWorld, startScheduleWorld } from '../schedule-world.ts';

let world: ScheduleWorld;
beforeAll(async () => {
  world = await startScheduleWorld();
});
afterAll(() => world.close());

const due = (n: number) => iso(start + n * minute);
const otherUrl = 'https://example.org/';

/** Lets a ticker run up to each of its calls in turn, does `act` there, and lets it go on. */
async function amidTick(
  act: (scene: Scene, schedule: { id: string }) => Promise<unknown>,
  check: (scene: Scene, schedule: { id: string }, place: string) => Promise<void>,
): Promise<void> {
  let wasReached = true;
  for (let at = 1; wasReached; at += 1) {
    const scene = await world.scene();
    const schedule = await scene.create();
    scene.now += 5 * minute + 10_000;
    const life = new Life();
    wasReached = false;
    let place = 'nowhere';
    life.before = async (call) => {
      if (life.calls !== at) return;
      wasReached = true;
      place = `call ${at}, ${call}`;
      await act(scene, schedule);
    };
    expect(await scene.tick(life)).toMatchObject({ failed: 0 });
    scene.now += minute;
    expect(await scene.tick()).toMatchObject({ failed: 0 });
    expect(await scene.owed(), place).toBe(0);
    if (wasReached) await check(scene, schedule, place);
  }
}

test('PATCH during a tick: a due time runs by the old or the new definition, never by both', async () => {
  const urls = new Set<unknown>();
  await amidTick(
    (scene, schedule) => {
      const task = { type: 'guardian.test', input: { projectId: scene.projectId, url: otherUrl } };
      return scene.change(schedule, { task, cron: '* * * * *' });
    },
    async (scene, schedule, place) => {
      const runs = await scene.runs(schedule);
      expect([place, runs.map(({ dueAt }) => dueAt)]).toEqual([place, [due(5), due(6)]]);
      const ofFive = scene.submissions.sent.filter(({ origin }) => origin.dueAt === due(5));
      expect(ofFive, place).toHaveLength(1);
      for (const { input } of ofFive) urls.add(z.object({ url: z.string() }).parse(input).url);
      expect(await scene.read(schedule)).toMatchObject({ cron: '* * * * *', nextRunAt: due(7), version: 2 });
    },
  );
  // Both happen, according to who came first.
  expect(urls).toEqual(new Set(['https://example.com/', otherUrl]));
});

test('a pause during a tick: the due time has run or never runs, and nothing runs afterwards', async () => {
  await amidTick(
    (scene, schedule) => scene.change(schedule, { enabled: false }),
    async (scene, schedule, place) => {
      expect(scene.submissions.sent.length, place).toBeLessThanOrEqual(1);
      expect(await scene.runs(schedule)).toHaveLength(scene.submissions.sent.length);
      expect(await scene.read(schedule)).toMatchObject({ enabled: false });
      expect(await scene.count()).toEqual({ total: 1, enabled: 0 });
    },
  );
});

test('DELETE during a tick: the due time has run or never runs, and the schedule is gone', async () => {
  await amidTick(
    (scene, { id }) => deleteSchedule({ ctx: scene.ctx, deps: scene.deps(), input: { id } }),
    async (scene, schedule, place) => {
      expect(scene.submissions.sent.length, place).toBeLessThanOrEqual(1);
      expect(await scene.runs(schedule)).toHaveLength(scene.submissions.sent.length);
      await expect(scene.read(schedule)).rejects.toThrow('gone');
      expect(await scene.count()).toEqual({ total: 0, enabled: 0 });
    },
  );
});

test('trigger during a tick: both runs are there', async () => {
  await amidTick(
    (scene, schedule) => scene.trigger(schedule),
    async (scene, schedule, place) => {
      expect((await scene.runs(schedule)).map(({ cause }) => cause).sort(), place).toEqual(['schedule', 'trigger']);
      expect(new Set(scene.submissions.sent.map(({ taskId }) => taskId)).size, place).toBe(2);
    },
  );
});

test('another ticker during a tick: one run', async () => {
  await amidTick(
    (scene) => scene.tick(),
    async (scene, schedule, place) => {
      expect(
        (await scene.runs(schedule)).map(({ dueAt }) => dueAt),
        place,
      ).toEqual([due(5)]);
      expect(new Set(scene.submissions.sent.map(({ taskId }) => taskId)).size, place).toBe(1);
    },
  );
});

test.each([
  [
    'in the second of two equal hours, 02:30 was there already',
    '2026-10-25T01:10:00Z',
    '30 2 * * *',
    '2026-10-26T01:30',
  ],
  [
    'in the first of two equal hours, the second is still to come',
    '2026-10-25T00:50:00Z',
    '0 * * * *',
    '2026-10-25T01:00',
  ],
  [
    'a second before the clocks skip 02:30, it is due at once after it',
    '2026-03-29T00:59:59Z',
    '30 2 * * *',
    '2026-03-29T01:00',
  ],
  [
    'a minute after the clocks skipped 02:30, it is due tomorrow',
    '2026-03-29T01:01:00Z',
    '30 2 * * *',
    '2026-03-30T00:30',
  ],
])('PATCH while clocks change: %s', async (_, at, cron, next) => {
  const scene = await world.scene();
  const schedule = await scene.create({ timeZone: 'Europe/Berlin', cron: '0 0 1 1 *' });
  scene.now = Date.parse(at);
  expect(await scene.change(schedule, { cron })).toMatchObject({ nextRunAt: `${next}:00.000Z` });
});

test('a change of the name moves no due time, and one of the timing keeps the due time that nobody has seen yet', async () => {
  const scene = await world.scene();
  const schedule = await scene.create();
  scene.now += 5 * minute + 1_000;
  expect(await scene.change(schedule, { name: 'Other' })).toMatchObject({ nextRunAt: due(5) });
  expect(await scene.change(schedule, { cron: '0 0 1 1 *' })).toMatchObject({ nextRunAt: due(5) });
  await scene.tick();
  expect(scene.submissions.dueTimes).toEqual([due(5)]);
  expect(await scene.read(schedule)).toMatchObject({ nextRunAt: '2027-01-01T00:00:00.000Z' });
});

test('a schedule that is changed back and forth does not run a due time again', async () => {
  const scene = await world.scene();
  const schedule = await scene.create();
  await scene.pass(5);
  // The clock of this client is a little slow.
  scene.now -= 1_000;
  expect(await scene.change(schedule, { cron: '*/1 * * * *' })).toMatchObject({ nextRunAt: due(5) });
  scene.now += 1_000;
  await scene.pass(1);
  expect(scene.submissions.dueTimes).toEqual([due(5), due(6)]);
  expect((await scene.runs(schedule)).map(({ dueAt }) => dueAt)).toEqual([due(5), due(6)]);
});
