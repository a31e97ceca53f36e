import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../../../shared/id.ts';
import { bodyOf, problemOf } from '../../../shared/http-event.ts';
import { type ScheduleWorld, startScheduleWorld } from './schedule-world.ts';
import { body, client, create, due, one, patch, read, shown } from './schedules-client.ts';

let world: ScheduleWorld;
beforeAll(async () => {
  world = await startScheduleWorld();
});
afterAll(() => world.close());

test('name, cron, time zone, task and enabled are enough for a schedule, which tells its next five runs', async () => {
  const scene = await world.scene();
  const ask = client(scene);
  const reply = await ask(create, { body: body(scene, { timeZone: 'Europe/Berlin', enabled: true }) });
  expect(reply).toMatchObject({ statusCode: 201, headers: { etag: '"v1.1"' } });
  const id = shown(reply).id;
  expect(bodyOf(reply)).toEqual({
    ...{ id, name: 'Nightly', projectId: scene.projectId, kind: 'cron', cron: '30 2 * * *', timeZone: 'Europe/Berlin' },
    task: { type: 'guardian.test', input: expect.objectContaining({ url: 'https://example.com/' }) },
    ...{ enabled: true, skipIfRunning: false, catchUp: 'last', createdAt: due(0), updatedAt: due(0), version: 1 },
    nextRuns: ['23', '24', '25', '26', '27'].map((day) => `2026-11-${day}T01:30:00.000Z`),
  });
  expect(bodyOf(await ask(read, one(id)))).toEqual(bodyOf(reply));
});

test('the next five runs follow the clocks of the zone when they change', async () => {
  const scene = await world.scene();
  scene.now = Date.parse('2026-10-23T12:00:00Z');
  const reply = await client(scene)(create, { body: body(scene, { timeZone: 'Europe/Berlin' }) });
  expect(shown(reply).nextRuns.map((time) => time.slice(5, 16))).toEqual([
    ...['10-24T00:30', '10-25T00:30', '10-26T01:30', '10-27T01:30', '10-28T01:30'],
  ]);
});

test.each<[string, object, object]>([
  [
    'an interval',
    { cron: undefined, intervalMinutes: 90 },
    { kind: 'interval', nextRuns: [1, 2, 3, 4, 5].map((n) => due(n * 90)) },
  ],
  ['a moment', { cron: undefined, runAt: due(7) }, { kind: 'once', nextRuns: [due(7)] }],
  ['a paused one', { enabled: false }, { enabled: false, nextRuns: [] }],
  ['a name in any script', { name: ' Nächtlich 夜間 🌙 ' }, { name: 'Nächtlich 夜間 🌙' }],
  ['a zone of an old name', { timeZone: 'US/Pacific' }, { timeZone: 'US/Pacific' }],
  ['a zone with a strange name', { timeZone: 'America/Argentina/ComodRivadavia' }, {}],
  [
    'a zone that is an offset by name',
    { timeZone: 'Etc/GMT+5', cron: '0 12 * * *' },
    { nextRuns: expect.arrayContaining(['2026-11-22T17:00:00.000Z']) },
  ],
  ['a batch', { task: { type: 'guardian.batch', input: { projectId: 'P', urls: ['https://example.com/'] } } }, {}],
])('%s can be created', async (_, change, expected) => {
  const scene = await world.scene();
  const text = JSON.stringify(body(scene, change)).replace('"P"', `"${scene.projectId}"`);
  const reply = await client(scene)(create, { body: text });
  expect([reply.statusCode, bodyOf(reply)]).toEqual([201, expect.objectContaining(expected)]);
});

test.each<[string, object, string]>([
  ['no timing', { cron: undefined }, 'body.cron'],
  ['two timings', { intervalMinutes: 5 }, 'body.cron'],
  ['a cron of seconds', { cron: '* * * * * *' }, 'body.cron'],
  ['a cron that never fires', { cron: '0 0 30 2 *' }, 'body.cron'],
  ['a minute 61', { cron: '61 * * * *' }, 'body.cron'],
  ['a long cron', { cron: `${'1,'.repeat(60)}1 * * * *` }, 'body.cron'],
  ['an unknown zone', { timeZone: 'Europe/Atlantis' }, 'body.timeZone'],
  ['an offset for a zone', { timeZone: '+02:00' }, 'body.timeZone'],
  ['a zone that is code', { timeZone: '../../etc/passwd' }, 'body.timeZone'],
  ['a moment that is over', { cron: undefined, runAt: due(-1) }, 'body.runAt'],
  ['a moment in the year 2100', { cron: undefined, runAt: '2100-01-01T00:00:00Z' }, 'body.runAt'],
  ['an interval of nothing', { cron: undefined, intervalMinutes: 0 }, 'body.intervalMinutes'],
  ['half a minute', { cron: undefined, intervalMinutes: 0.5 }, 'body.intervalMinutes'],
  ['an empty name', { name: ' ' }, 'body.name'],
  ['a name that turns the text around', { name: 'a\u202eb' }, 'body.name'],
  ['an unknown field', { orgId: 'org_1' }, 'body.orgId'],
  ['an unknown type', { task: { type: 'x', input: {} } }, 'body.task.type'],
  ['an input that is none', { task: { type: 'guardian.test', input: null } }, 'body.task.input.projectId'],
  [
    'an input with a test id of its own',
    { task: { type: 'guardian.test', input: { testId: 'x', url: 'https://example.com' } } },
    'body.task.input.projectId',
  ],
  [
    'a start in the options',
    { task: { type: 'guardian.test', input: {}, options: { startAt: due(5) } } },
    'body.task.options.startAt',
  ],
  ['another project than that of the input', { projectId: newId('project', 7) }, 'body.task.input.projectId'],
])('%s is refused with the field', async (_, change, path) => {
  const scene = await world.scene();
  const problem = problemOf(await client(scene)(create, { body: body(scene, change) }));
  expect(problem).toMatchObject({ status: 422, code: 'validation_failed' });
  expect(problem.errors?.map((error) => error.path)).toContain(path);
  expect(await scene.count()).toEqual({ total: 0, enabled: 0 });
});

test('numbers that no table can hold are refused with the field', async () => {
  const scene = await world.scene();
  const text = JSON.stringify(body(scene)).replace('"url"', '"thresholds":{"overall":1e400},"url"');
  const problem = problemOf(await client(scene)(create, { body: text }));
  expect(problem.errors).toMatchObject([{ path: 'body.task.input.thresholds.overall' }]);
});

test('the plan says how many there may be, also for many at once', async () => {
  const scene = await world.scene({ plan: 'free' });
  const ask = client(scene);
  const replies = await Promise.all(Array.from({ length: 6 }, () => ask(create, { body: body(scene) })));
  expect(replies.map(({ statusCode }) => statusCode).sort()).toEqual([201, 201, 201, 402, 402, 402]);
  const made = replies.find(({ statusCode }) => statusCode === 201);
  await ask('DELETE /v1/schedules/{id}', one(shown(made ?? (replies[0] as never)).id));
  expect((await ask(create, { body: body(scene) })).statusCode).toBe(201);
});

test('a repeated creation with its Idempotency-Key makes one schedule', async () => {
  const scene = await world.scene();
  const ask = client(scene);
  const asked = { body: body(scene), headers: { 'idempotency-key': 'once' } };
  expect(bodyOf(await ask(create, asked))).toEqual(bodyOf(await ask(create, asked)));
  expect(await scene.count()).toEqual({ total: 1, enabled: 1 });
});

test('the project may stand beside the task; its input then holds it, too', async () => {
  const scene = await world.scene();
  const task = { type: 'guardian.test', input: { url: 'https://example.com/' } };
  const ask = client(scene);
  const { id } = shown(await ask(create, { body: body(scene, { projectId: scene.projectId, task }) }));
  const input = { projectId: scene.projectId, url: 'https://example.org/' };
  const changed = { ...task, input: { url: 'https://example.org/' } };
  expect(bodyOf(await ask(patch, { ...one(id), body: { task: changed } }))).toMatchObject({ task: { input } });
  await ask('POST /v1/schedules/{id}/trigger', one(id));
  expect(scene.submissions.sent).toMatchObject([{ projectId: scene.projectId, input }]);
});

test('a project of another organization, or none, is not found', async () => {
  const [scene, other] = [await world.scene(), await world.scene()];
  const input = { projectId: other.projectId, url: 'https://example.com/' };
  const asked = { body: body(scene, { task: { type: 'guardian.test', input } }) };
  expect(problemOf(await client(scene)(create, asked))).toMatchObject({ status: 404, code: 'not_found' });
});
