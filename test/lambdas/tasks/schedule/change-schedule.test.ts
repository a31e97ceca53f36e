import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../../../shared/id.ts';
import { bodyOf, problemOf } from '../../../shared/http-event.ts';
import { minute, type ScheduleWorld, startScheduleWorld } from './schedule-world.ts';
import { client, due, itemsOf, one, patch, read, shown } from './schedules-client.ts';

let world: ScheduleWorld;
beforeAll(async () => {
  world = await startScheduleWorld();
});
afterAll(() => world.close());

test('If-Match demands the version that was read; runs do not change it, changes do', async () => {
  const scene = await world.scene();
  const ask = client(scene);
  const { id } = await scene.create();
  const etag = (await ask(read, one(id))).headers.etag ?? '';
  expect((await ask(read, { ...one(id), headers: { 'if-none-match': etag } })).statusCode).toBe(304);
  await scene.pass(5);
  const fresh = await ask(read, { ...one(id), headers: { 'if-none-match': etag } });
  expect([fresh.statusCode, shown(fresh).nextRuns[0]]).toEqual([200, due(10)]);
  const change = (ifMatch: string, name: string) =>
    ask(patch, { ...one(id), body: { name }, headers: { 'if-match': ifMatch } });
  expect(shown(await change(etag, 'One'))).toMatchObject({ name: 'One', version: 2 });
  expect(problemOf(await change(etag, 'Two'))).toMatchObject({ status: 412, code: 'precondition_failed' });
  expect(shown(await change('"v2"', 'Three'))).toMatchObject({ name: 'Three', version: 3 });
  for (const wrong of ['"x"', 'W/"v3"', '"v4"', '"v3.x"']) {
    expect(problemOf(await change(wrong, 'Four'))).toMatchObject({ status: 412 });
  }
  expect(shown(await change('*', 'Five'))).toMatchObject({ version: 4 });
});

test.each<[object, string]>([
  [{}, 'body'],
  [{ cron: '* * * * *', intervalMinutes: 5 }, 'body.cron'],
  [{ cron: '0 0 31 6 *' }, 'body.cron'],
  [{ runAt: '2020-01-01T00:00:00Z' }, 'body.runAt'],
  [{ timeZone: 'Mars/Base' }, 'body.timeZone'],
  [{ projectId: newId('project', 1) }, 'body.projectId'],
  [{ task: { type: 'guardian.test', input: { url: '' } } }, 'body.task.input.url'],
  [{ enabled: 'yes' }, 'body.enabled'],
])('a change to %j is refused with the field', async (change, path) => {
  const scene = await world.scene();
  const { id } = await scene.create();
  const problem = problemOf(await client(scene)(patch, { ...one(id), body: change }));
  expect(problem).toMatchObject({ status: 422 });
  expect(problem.errors?.map((error) => error.path)).toContain(path);
  expect(await scene.read({ id })).toMatchObject({ version: 1, revision: 1 });
});

test('a change may give another kind of timing, and the earlier one is gone', async () => {
  const scene = await world.scene();
  const { id } = await scene.create();
  const ask = client(scene);
  const changed = bodyOf(await ask(patch, { ...one(id), body: { intervalMinutes: 60 } }));
  expect(changed).toMatchObject({ kind: 'interval', intervalMinutes: 60, nextRuns: expect.arrayContaining([due(60)]) });
  expect(changed).not.toHaveProperty('cron');
});

test('pause keeps the schedule, resume counts from now', async () => {
  const scene = await world.scene();
  const { id } = await scene.create({ catchUp: 'all' });
  const ask = client(scene);
  expect(bodyOf(await ask('POST /v1/schedules/{id}/pause', one(id)))).toMatchObject({
    enabled: false,
    nextRuns: [],
    version: 2,
  });
  expect(bodyOf(await ask('POST /v1/schedules/{id}/pause', one(id)))).toMatchObject({ version: 2 });
  expect(await scene.count()).toEqual({ total: 1, enabled: 0 });
  await scene.pass(32);
  expect(scene.submissions.sent).toEqual([]);
  const resumed = bodyOf(await ask('POST /v1/schedules/{id}/resume', one(id)));
  expect(resumed).toMatchObject({ enabled: true, nextRuns: expect.arrayContaining([due(35)]), version: 3 });
  await scene.pass(3);
  expect(scene.submissions.dueTimes).toEqual([due(35)]);
  expect(await scene.count()).toEqual({ total: 1, enabled: 1 });
});

test('an interval that is resumed begins anew', async () => {
  const scene = await world.scene();
  const { id } = await scene.create({ intervalMinutes: 10 });
  const ask = client(scene);
  scene.now += minute;
  await ask('POST /v1/schedules/{id}/pause', one(id));
  scene.now += 3 * minute;
  const resumed = shown(await ask('POST /v1/schedules/{id}/resume', one(id)));
  expect(resumed.nextRuns.slice(0, 2)).toEqual([due(14), due(24)]);
});

test('a moment that is over cannot be resumed; with a new one it can', async () => {
  const scene = await world.scene();
  const { id } = await scene.create({ runAt: due(2) });
  await scene.pass(3);
  const ask = client(scene);
  expect(problemOf(await ask('POST /v1/schedules/{id}/resume', one(id)))).toMatchObject({
    status: 409,
    code: 'conflict',
  });
  const again = { ...one(id), body: { runAt: due(10), enabled: true } };
  expect(bodyOf(await ask(patch, again))).toMatchObject({ enabled: true, nextRuns: [due(10)] });
});

test('the runs of a schedule come in pages, newest first', async () => {
  const scene = await world.scene();
  const { id } = await scene.create({ cron: '* * * * *' });
  await scene.pass(3);
  const ask = client(scene);
  const page = async (query: Record<string, string>) =>
    itemsOf(await ask('GET /v1/schedules/{id}/runs', { ...one(id), query }));
  const first = await page({ limit: '2' });
  const rest = await page({ limit: '2', cursor: first.nextCursor ?? '' });
  expect([...first.items, ...rest.items].map(({ dueAt }) => dueAt)).toEqual([due(3), due(2), due(1)]);
  expect(rest.nextCursor).toBeUndefined();
  const forged = await ask('GET /v1/schedules/{id}/runs', { ...one(id), query: { cursor: 'forged' } });
  expect(problemOf(forged)).toMatchObject({ status: 400, code: 'invalid_cursor' });
});
