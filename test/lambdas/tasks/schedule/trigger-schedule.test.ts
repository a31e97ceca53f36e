import { afterAll, beforeAll, expect, test } from 'vitest';
import { bodyOf, problemOf } from '../../../shared/http-event.ts';
import { iso, Life, minute, type ScheduleWorld, startScheduleWorld } from './schedule-world.ts';
import { client, due, one } from './schedules-client.ts';

let world: ScheduleWorld;
beforeAll(async () => {
  world = await startScheduleWorld();
});
afterAll(() => world.close());

test('trigger: an extra run now, also of a paused schedule, which moves no due time', async () => {
  const scene = await world.scene();
  const { id } = await scene.create();
  const ask = client(scene, { actorType: 'api-key', actorId: 'key_1' });
  scene.now += 2 * minute + 17;
  const reply = await ask('POST /v1/schedules/{id}/trigger', one(id));
  expect(reply.statusCode).toBe(202);
  const dueAt = iso(scene.now);
  const [sent] = scene.submissions.sent;
  const run = { dueAt, startedAt: dueAt, outcome: 'submitted', cause: 'trigger', taskId: sent?.taskId };
  expect(bodyOf(reply)).toEqual({ run });
  expect(sent).toMatchObject({ actor: { type: 'api-key', id: 'key_1' }, origin: { type: 'schedule', id, dueAt } });
  expect(await scene.read({ id })).toMatchObject({ nextRunAt: due(5), version: 1, lastRun: run });
  await scene.change({ id }, { enabled: false });
  await ask('POST /v1/schedules/{id}/trigger', one(id));
  expect(scene.submissions.sent).toHaveLength(2);
  expect(await scene.read({ id })).toMatchObject({ enabled: false });
  expect(await scene.owed()).toBe(0);
});

test('trigger honours the Idempotency-Key, and two without one are two runs', async () => {
  const scene = await world.scene();
  const { id } = await scene.create();
  const ask = client(scene);
  const trigger = 'POST /v1/schedules/{id}/trigger';
  const asked = { ...one(id), headers: { 'idempotency-key': 'once' } };
  expect(bodyOf(await ask(trigger, asked))).toEqual(bodyOf(await ask(trigger, asked)));
  expect(scene.submissions.sent).toHaveLength(1);
  await Promise.all([ask(trigger, one(id)), ask(trigger, one(id))]);
  expect(new Set(scene.submissions.sent.map(({ taskId }) => taskId)).size).toBe(3);
});

test('a trigger that dies after its write is mended by the ticker', async () => {
  let hasLived = false;
  for (let diesAt = 1; !hasLived; diesAt += 1) {
    const scene = await world.scene();
    const schedule = await scene.create({ cron: '0 0 1 1 *' });
    const life = new Life();
    life.diesAt = diesAt;
    const { statusCode } = await client(scene, {}, life)('POST /v1/schedules/{id}/trigger', one(schedule.id));
    hasLived = life.calls < diesAt;
    scene.now += minute;
    await scene.tick();
    const runs = await scene.runs(schedule);
    expect(runs).toHaveLength(statusCode === 202 ? 1 : 0);
    expect([...new Set(scene.submissions.sent.map(({ taskId }) => taskId))]).toEqual(runs.map(({ taskId }) => taskId));
    expect(await scene.owed()).toBe(0);
  }
});

test('a trigger of a schedule whose project is gone is not found', async () => {
  const scene = await world.scene();
  const { id } = await scene.create();
  await scene.removeProject(scene.projectId);
  const reply = await client(scene)('POST /v1/schedules/{id}/trigger', one(id));
  expect(problemOf(reply)).toMatchObject({ status: 404, detail: expect.stringContaining('project') });
  expect(scene.submissions.sent).toEqual([]);
});
