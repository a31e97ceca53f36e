import { afterAll, beforeAll, expect, test } from 'vitest';
import { scheduleContract } from '../../../../lambdas/tasks/schedule/contract.ts';
import { newId } from '../../../../shared/id.ts';
import { permissions } from '../../../../shared/permission.ts';
import { problemOf } from '../../../shared/http-event.ts';
import { Life, type ScheduleWorld, startScheduleWorld } from './schedule-world.ts';
import { body, client, create, itemsOf, one, patch, read } from './schedules-client.ts';

let world: ScheduleWorld;
beforeAll(async () => {
  world = await startScheduleWorld();
});
afterAll(() => world.close());

const routes = Object.values(scheduleContract).map(({ method, path }) => `${method} ${path}`);

test.each(routes.filter((key) => key.includes('{id}')))(
  '%s: another tenant is told that there is no such schedule',
  async (key) => {
    const [scene, other] = [await world.scene(), await world.scene()];
    const { id } = await scene.create();
    const ask = client(scene, { orgId: other.ctx.orgId });
    const asked = { ...one(id), ...(key.startsWith('PATCH') && { body: { name: 'Mine' } }) };
    expect(problemOf(await ask(key, asked))).toMatchObject({ status: 404, code: 'not_found' });
    expect(await scene.read({ id })).toMatchObject({ name: 'Every page', enabled: true });
  },
);

test.each(routes)('%s needs its permission of the tasks', async (key) => {
  const scene = await world.scene();
  const asked = {
    ...(key.includes('{id}') && one(newId('schedule', 1))),
    ...(key === create && { body: body(scene) }),
    ...(key === patch && { body: { name: 'x' } }),
  };
  const reply = await client(scene, { permissions: 'guardian:write guardian:read' })(key, asked);
  expect(problemOf(reply)).toMatchObject({ status: 403, code: 'forbidden' });
});

test.each([...routes.filter((key) => !key.startsWith('GET'))])(
  '%s needs the write permission of the product, too',
  async (key) => {
    const scene = await world.scene();
    const { id } = await scene.create();
    const asked = {
      ...(key.includes('{id}') && one(id)),
      ...(key === create && { body: body(scene) }),
      ...(key === patch && { body: { name: 'x' } }),
    };
    const reply = await client(scene, { permissions: 'tasks:read tasks:write guardian:read' })(key, asked);
    expect(problemOf(reply)).toMatchObject({
      status: 403,
      code: 'forbidden',
      detail: expect.stringContaining('guardian:write'),
    });
    expect(scene.submissions.sent).toEqual([]);
  },
);

test('a credential that may not read the product sees no schedule of it', async () => {
  const scene = await world.scene();
  const { id } = await scene.create();
  const ask = client(scene, { permissions: 'tasks:read tasks:write insight:read' });
  expect(problemOf(await ask(read, one(id)))).toMatchObject({ status: 404 });
  expect(itemsOf(await ask('GET /v1/schedules')).items).toEqual([]);
});

test('whoever may not use the project sees none of its schedules, and changes none', async () => {
  const scene = await world.scene();
  const team = newId('team', 1);
  const closed = await scene.addProject(newId('project', 5), { teamIds: [team] });
  const task = { type: 'guardian.test', input: { projectId: closed, url: 'https://example.com/' } };
  const { id } = await scene.create({ task });
  const bound = permissions.filter((permission) => permission !== 'projects:read-all').join(' ');
  const stranger = client(scene, { permissions: bound });
  for (const key of [
    read,
    'POST /v1/schedules/{id}/trigger',
    'DELETE /v1/schedules/{id}',
    'GET /v1/schedules/{id}/runs',
  ]) {
    expect(problemOf(await stranger(key, one(id)))).toMatchObject({ status: 404 });
  }
  expect(itemsOf(await stranger('GET /v1/schedules')).items).toEqual([]);
  expect(problemOf(await stranger(create, { body: body(scene, { task }) }))).toMatchObject({ status: 404 });
  const member = client(scene, { permissions: bound, teams: team });
  expect((await member(read, one(id))).statusCode).toBe(200);
});

test('lists come in pages, oldest first, and of one project', async () => {
  const scene = await world.scene();
  const second = await scene.addProject(newId('project', 5));
  const ids: string[] = [];
  for (const projectId of [scene.projectId, second, scene.projectId]) {
    scene.now += 1;
    const task = { type: 'guardian.test', input: { projectId, url: 'https://example.com/' } };
    ids.push((await scene.create({ task })).id);
  }
  const ask = client(scene);
  const list = async (query: Record<string, string>) => itemsOf(await ask('GET /v1/schedules', { query }));
  const first = await list({ limit: '2' });
  const rest = await list({ limit: '2', cursor: first.nextCursor ?? '' });
  expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(ids);
  expect((await list({ projectId: second })).items.map(({ id }) => id)).toEqual([ids[1]]);
  expect(problemOf(await ask('GET /v1/schedules', { query: { cursor: 'x' } }))).toMatchObject({
    code: 'invalid_cursor',
  });
});

test('a schedule that is deleted is gone, and gives its room back', async () => {
  const scene = await world.scene();
  const schedule = await scene.create();
  const ask = client(scene);
  expect((await ask('DELETE /v1/schedules/{id}', one(schedule.id))).statusCode).toBe(204);
  expect(problemOf(await ask('DELETE /v1/schedules/{id}', one(schedule.id)))).toMatchObject({ status: 404 });
  expect(await scene.count()).toEqual({ total: 0, enabled: 0 });
  await scene.pass(5);
  expect(scene.submissions.sent).toEqual([]);
});

test.each<[string, number, object]>([
  ['GET /v1/schedules', 3, {}],
  [read, 3, {}],
  [create, 5, {}],
  [patch, 5, { body: { name: 'x' } }],
  ['POST /v1/schedules/{id}/trigger', 5, {}],
  ['GET /v1/schedules/{id}/runs', 3, {}],
])('%s takes at most %i calls', async (key, most, asked) => {
  const scene = await world.scene();
  const { id } = await scene.create();
  const life = new Life();
  const bound = permissions.filter((permission) => permission !== 'projects:read-all').join(' ');
  const needsBody = key === create ? { body: body(scene) } : {};
  const reply = await client(
    scene,
    { permissions: bound },
    life,
  )(key, { ...(key.includes('{id}') && one(id)), ...asked, ...needsBody });
  expect(reply.statusCode).toBeLessThan(300);
  expect(life.calls).toBeLessThanOrEqual(most);
});
