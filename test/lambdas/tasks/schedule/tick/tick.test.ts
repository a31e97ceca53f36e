import { afterAll, beforeAll, expect, test } from 'vitest';
import { idPattern, newId } from '../../../../../shared/id.ts';
import { planLimits } from '../../../../../shared/plan.ts';
import { start } from '../../../../shared/make-context.ts';
import { iso, Life, minute, type ScheduleWorld, startScheduleWorld } from '../schedule-world.ts';

let world: ScheduleWorld;
beforeAll(async () => {
  world = await startScheduleWorld();
});
afterAll(() => world.close());

const due = (n: number) => iso(start + n * minute);

test('a due schedule submits its task once, and waits for the next due time', async () => {
  const scene = await world.scene();
  const schedule = await scene.create();
  await scene.pass(4);
  expect(scene.submissions.sent).toEqual([]);
  await scene.pass(1);
  const taskId = expect.stringMatching(idPattern('task'));
  expect(scene.submissions.sent).toEqual([
    {
      ...{ taskId, orgId: scene.ctx.orgId, projectId: scene.projectId, type: 'guardian.test', isCharged: true },
      input: expect.objectContaining({ url: 'https://example.com/', device: 'desktop' }),
      origin: { type: 'schedule', id: schedule.id, dueAt: due(5) },
      actor: scene.ctx.actor,
    },
  ]);
  const run = { dueAt: due(5), startedAt: due(5), outcome: 'submitted', cause: 'schedule', taskId };
  expect(await scene.runs(schedule)).toEqual([run]);
  expect(await scene.read(schedule)).toMatchObject({ nextRunAt: due(10), lastRun: run, version: 1 });
  expect(await scene.owed()).toBe(0);
  await scene.tick();
  expect(scene.submissions.sent).toHaveLength(1);
});

test('the submission carries the options of the task', async () => {
  const scene = await world.scene();
  const task = { ...scene.input().task, options: { priority: 3, expiresInSeconds: 600 } };
  await scene.create({ task });
  await scene.pass(5);
  expect(scene.submissions.sent).toMatchObject([{ options: { priority: 3, expiresInSeconds: 600 } }]);
});

test.each([2, 5])('%i tickers at once submit each due time once', async (tickers) => {
  const scene = await world.scene();
  const schedules = await Promise.all(Array.from({ length: 8 }, () => scene.create({ catchUp: 'all' })));
  scene.now += 21 * minute;
  await Promise.all(Array.from({ length: tickers }, () => scene.tick()));
  await scene.tick();
  for (const schedule of schedules) {
    const sent = scene.submissions.sent.filter(({ origin }) => origin.id === schedule.id);
    expect(sent.map(({ origin }) => origin.dueAt)).toEqual([due(5), due(10), due(15), due(20)]);
    expect(new Set(sent.map(({ taskId }) => taskId)).size).toBe(4);
    expect(await scene.read(schedule)).toMatchObject({ nextRunAt: due(25) });
  }
  expect(scene.log.errors).toEqual([]);
});

test('a ticker that dies at any moment loses nothing and repeats nothing', async () => {
  let hasLived = false;
  for (let diesAt = 1; !hasLived; diesAt += 1) {
    const scene = await world.scene();
    const schedule = await scene.create({ catchUp: 'all' });
    const once = await scene.create({ runAt: due(7) });
    scene.now += 10 * minute;
    const life = new Life();
    life.diesAt = diesAt;
    await scene.tick(life).catch((error: unknown) => expect(String(error)).toContain('died'));
    hasLived = life.calls < diesAt;
    scene.now += minute;
    const mended = await scene.tick();
    expect(mended.failed).toBe(0);
    expect(await scene.owed()).toBe(0);
    const dueOf = ({ id }: { id: string }) => [
      ...new Set(scene.submissions.sent.filter(({ origin }) => origin.id === id).map(({ taskId }) => taskId)),
    ];
    expect(dueOf(schedule)).toEqual((await scene.runs(schedule)).map(({ taskId }) => taskId));
    expect((await scene.runs(schedule)).map(({ dueAt }) => dueAt)).toEqual([due(5), due(10)]);
    expect(dueOf(once)).toHaveLength(1);
    expect(await scene.read(once)).toMatchObject({ enabled: false });
    expect(await scene.count()).toEqual({ total: 2, enabled: 1 });
  }
});

test('a queue that is down delays, and the next tick sends', async () => {
  const scene = await world.scene();
  await scene.create();
  scene.submissions.isBroken = true;
  scene.now += 5 * minute;
  expect(await scene.tick()).toMatchObject({ submitted: 0, failed: 1 });
  expect(await scene.owed()).toBe(1);
  scene.submissions.isBroken = false;
  scene.now += minute;
  expect(await scene.tick()).toMatchObject({ mended: 1, failed: 0 });
  expect(scene.submissions.dueTimes).toEqual([due(5)]);
  expect(await scene.owed()).toBe(0);
});

test('catch-up none: what an outage missed stays missed, and the run list says so', async () => {
  const scene = await world.scene();
  const schedule = await scene.create({ catchUp: 'none' });
  scene.now += 61 * minute;
  await scene.tick();
  expect(scene.submissions.dueTimes).toEqual([due(60)]);
  expect(await scene.runs(schedule)).toMatchObject([
    { dueAt: due(5), outcome: 'missed', reason: expect.stringContaining('11 due times') },
    { dueAt: due(60), outcome: 'submitted' },
  ]);
});

test('catch-up last: the latest due time runs', async () => {
  const scene = await world.scene();
  const schedule = await scene.create({ catchUp: 'last' });
  scene.now += 64 * minute;
  await scene.tick();
  expect(scene.submissions.dueTimes).toEqual([due(60)]);
  expect(await scene.runs(schedule)).toMatchObject([{ dueAt: due(5), outcome: 'missed' }, { dueAt: due(60) }]);
});

test('catch-up all: each due time runs in order, the latest hundred at most', async () => {
  const scene = await world.scene();
  const schedule = await scene.create({ cron: '* * * * *', catchUp: 'all' });
  scene.now += 150 * minute;
  await scene.tick();
  expect(scene.submissions.dueTimes).toEqual(Array.from({ length: 100 }, (_, at) => due(51 + at)));
  const [missed] = await scene.runs(schedule);
  expect(missed).toMatchObject({ dueAt: due(1), outcome: 'missed', reason: expect.stringContaining('50 due times') });
});

test('skip if running: no run while the task of the last one is queued or running', async () => {
  const scene = await world.scene();
  const schedule = await scene.create({ skipIfRunning: true });
  await scene.pass(5);
  const [first] = scene.submissions.sent;
  const taskId = String(first?.taskId);
  await scene.pass(5);
  scene.tasks.set(taskId, { status: 'queued', attempt: 0 });
  await scene.pass(5);
  scene.tasks.set(taskId, { status: 'running', attempt: 1 });
  await scene.pass(5);
  expect(scene.submissions.dueTimes).toEqual([due(5)]);
  scene.tasks.set(taskId, { status: 'succeeded', attempt: 1 });
  await scene.pass(5);
  expect(scene.submissions.dueTimes).toEqual([due(5), due(25)]);
  const reason = 'The task of the run before is still queued or running.';
  expect((await scene.runs(schedule)).map(({ outcome, reason: why }) => [outcome, why])).toEqual([
    ['submitted', undefined],
    ...Array.from({ length: 3 }, () => ['skipped', reason]),
    ['submitted', undefined],
  ]);
});

test('skip if running: a submission that never became a task is not waited for longer than an hour', async () => {
  const scene = await world.scene();
  await scene.create({ skipIfRunning: true, cron: '0 * * * *' });
  await scene.pass(60);
  expect(scene.submissions.sent).toHaveLength(1);
  await scene.pass(60);
  expect(scene.submissions.sent).toHaveLength(2);
});

test('without skip-if-running, runs overlap', async () => {
  const scene = await world.scene();
  await scene.create();
  await scene.pass(10);
  expect(scene.submissions.dueTimes).toEqual([due(5), due(10)]);
});

test('a moment ends its schedule, which stays with its run', async () => {
  const scene = await world.scene();
  const schedule = await scene.create({ runAt: iso(start + 90_000) });
  await scene.pass(1);
  expect(scene.submissions.sent).toEqual([]);
  await scene.pass(1);
  expect(await scene.read(schedule)).toMatchObject({ enabled: false, version: 2, lastRun: { outcome: 'submitted' } });
  expect((await scene.read(schedule)).pausedBecause).toBeUndefined();
  expect(await scene.count()).toEqual({ total: 1, enabled: 0 });
  await scene.pass(2);
  expect(scene.submissions.sent).toHaveLength(1);
});

test('ten refused submissions in a row pause a schedule, nine do not', async () => {
  const scene = await world.scene();
  const schedule = await scene.create({ cron: '* * * * *' });
  const refuse = async (times: number) => {
    for (let time = 0; time < times; time += 1) {
      await scene.pass(1);
      const { taskId = '' } = scene.submissions.sent.at(-1) ?? {};
      scene.tasks.set(taskId, { status: 'failed', attempt: 0 });
    }
  };
  await refuse(9);
  await scene.pass(1);
  scene.tasks.set(scene.submissions.sent.at(-1)?.taskId ?? '', { status: 'failed', attempt: 3 });
  await scene.pass(1);
  expect(await scene.read(schedule)).toMatchObject({ enabled: true, refusals: 0 });
  scene.tasks.set(scene.submissions.sent.at(-1)?.taskId ?? '', { status: 'failed', attempt: 0 });
  await refuse(9);
  expect(await scene.read(schedule)).toMatchObject({ enabled: true });
  await scene.pass(1);
  const paused = await scene.read(schedule);
  expect(paused).toMatchObject({ enabled: false, pausedBecause: { code: 'refused' }, lastRun: { outcome: 'skipped' } });
  expect(paused.nextRunAt).toBeUndefined();
  expect(await scene.count()).toEqual({ total: 1, enabled: 0 });
  expect(await scene.change(schedule, { enabled: true })).toMatchObject({ enabled: true, refusals: 0 });
  expect((await scene.read(schedule)).pausedBecause).toBeUndefined();
});

test('a schedule whose project is deleted stops and says why', async () => {
  const scene = await world.scene();
  const schedule = await scene.create();
  await scene.removeProject(scene.projectId);
  await scene.pass(5);
  expect(scene.submissions.sent).toEqual([]);
  expect(await scene.read(schedule)).toMatchObject({ enabled: false, pausedBecause: { code: 'project_gone' } });
  expect(await scene.runs(schedule)).toMatchObject([{ dueAt: due(5), outcome: 'skipped' }]);
});

test('schedules of an organization that is erased stop', async () => {
  const scene = await world.scene();
  const schedule = await scene.create();
  await scene.accounts.delete({ pk: `ORG#${scene.ctx.orgId}`, sk: 'ORG' });
  await scene.pass(5);
  expect(await scene.read(schedule)).toMatchObject({ pausedBecause: { code: 'organization_gone' } });
});

test('after a smaller plan the oldest schedules run, the others are paused and kept', async () => {
  const scene = await world.scene();
  const schedules = [];
  for (let made = 0; made < 5; made += 1) {
    schedules.push(await scene.create());
    scene.now += 1;
  }
  await scene.setPlan('free');
  scene.now = start;
  await scene.pass(5);
  const states = await Promise.all(schedules.map((schedule) => scene.read(schedule)));
  expect(states.map(({ enabled, pausedBecause }) => pausedBecause?.code ?? enabled)).toEqual([
    ...[true, true, true, 'plan_limit', 'plan_limit'],
  ]);
  expect(scene.submissions.sent).toHaveLength(planLimits.free.schedules);
  expect(await scene.count()).toEqual({ total: 5, enabled: 3 });
  const last = states.at(-1) ?? { id: '' };
  await expect(scene.change(last, { enabled: true })).rejects.toMatchObject({ code: 'plan_limit_reached' });
  await scene.change(states[0] ?? last, { enabled: false });
  expect(await scene.change(last, { enabled: true })).toMatchObject({ enabled: true });
});

test('one broken schedule does not stop the others, and makes the tick fail', async () => {
  const scene = await world.scene();
  await scene.create();
  await scene.table.put({ pk: 'ORG#x', sk: 'SCHEDULE#y', gsi1pk: 'SCHEDULE', gsi1sk: due(0), cron: 7 });
  scene.now += 5 * minute;
  expect(await scene.tick()).toMatchObject({ submitted: 1, failed: 1 });
});

test('a clock that goes backwards between two tickers repeats nothing', async () => {
  const scene = await world.scene();
  const schedule = await scene.create();
  scene.now = start + 6 * minute;
  await scene.tick();
  scene.now = start + 4 * minute;
  await scene.tick();
  await scene.change(schedule, { cron: '*/1 * * * *' });
  await scene.pass(2);
  expect(scene.submissions.dueTimes).toEqual([due(5), due(6)]);
  expect(new Set(scene.submissions.sent.map(({ taskId }) => taskId)).size).toBe(2);
});

test('runs are let go with the history of the plan', async () => {
  const scene = await world.scene();
  await scene.create();
  await scene.pass(5);
  const dump = await scene.table.query((await import('zod')).looseObject({}), {
    ...{ pk: `ORG#${scene.ctx.orgId}`, skPrefix: 'RUN#', limit: 5 },
  });
  expect(dump).toMatchObject([{ ttl: (start + 5 * minute) / 1_000 + planLimits.pro.historyDays * 86_400 }]);
});

test('a schedule of one organization is nothing to another', async () => {
  const scene = await world.scene();
  const schedule = await scene.create();
  const orgId = newId('organization', start + 1);
  const call = { ctx: { ...scene.ctx, orgId }, deps: scene.deps(), input: { id: schedule.id } };
  const { readSchedule } = await import('../../../../../lambdas/tasks/schedule/read-schedule.ts');
  await expect(readSchedule(call)).rejects.toMatchObject({ code: 'not_found' });
});
