import { afterAll, beforeAll, expect, test } from 'vitest';
import { newSchedule } from '../../../../../lambdas/tasks/schedule/store.ts';
import { transact } from '../../../../../shared/dynamo-transaction.ts';
import { newId } from '../../../../../shared/id.ts';
import { start } from '../../../../shared/make-context.ts';
import { Life, minute, type ScheduleWorld, startScheduleWorld } from '../schedule-world.ts';

let world: ScheduleWorld;
beforeAll(async () => {
  world = await startScheduleWorld();
});
afterAll(() => world.close());

test('1,500 schedules that are due at once all run, over as many ticks as their time allows', async () => {
  const scene = await world.scene({ plan: 'enterprise' });
  const pattern = await scene.create();
  const { dynamo } = scene.deps();
  for (let made = 0; made < 1_500; made += 100) {
    const page = Array.from({ length: 100 }, () => ({ ...pattern, id: newId('schedule', start) }));
    await transact(
      dynamo,
      page.map((schedule) => newSchedule(scene.table, schedule)),
    );
  }
  scene.now += 5 * minute;
  const begin = scene.now;
  // Each call takes thirteen milliseconds of this clock, so the 40 seconds of one tick are not enough.
  const life = new Life();
  life.before = () => {
    scene.now = begin + life.calls * 13;
  };
  const first = await scene.tick(life);
  expect(first).toMatchObject({ failed: 0, moved: 0, isCutShort: true });
  scene.now = begin + minute;
  const second = await scene.tick();
  expect(second).toMatchObject({ failed: 0, moved: 0, isCutShort: false });
  expect(first.submitted + second.submitted).toBe(1_501);
  expect(new Set(scene.submissions.sent.map(({ taskId }) => taskId)).size).toBe(1_501);
  expect(scene.submissions.sent).toHaveLength(1_501);
  expect(await scene.owed()).toBe(0);
}, 120_000);
