import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { newId } from '../../../../shared/id.ts';
import { bodyOf, problemOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { actsOf } from '../aftermath.ts';
import { type AuthWorld, startAuth } from '../auth-world.ts';
import { addBoss, addColleague } from '../colleagues.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = start;
});

const Id = z.object({ id: z.string() });
const create = (credential: string, body: object) => world.ask({ routeKey: 'POST /v1/roles', body, credential });
const created = async (credential: string, permissions: string[], name = 'Auditor') =>
  Id.parse(bodyOf(await create(credential, { name, permissions }))).id;
const update = (credential: string, id: string, body: object, headers: Record<string, string> = {}) =>
  world.ask({
    ...{ routeKey: 'PATCH /v1/roles/{id}', params: { id }, body, credential },
    headers: { 'content-type': 'application/json', ...headers },
  });
const remove = (credential: string, id: string) =>
  world.ask({ routeKey: 'DELETE /v1/roles/{id}', params: { id }, credential });
const give = (credential: string, userId: string, role: string) =>
  world.ask({ routeKey: 'PATCH /v1/members/{userId}', params: { userId }, body: { role }, credential });
const permissionsOf = async (credential: string) =>
  z.object({ permissions: z.array(z.string()) }).parse(bodyOf(await world.ask({ routeKey: 'GET /v1/me', credential })))
    .permissions;

test('a custom role is all that its member may do, and a change of it counts', async () => {
  const boss = await addBoss(world);
  const { user, credential } = await addColleague(world, boss.orgId);
  const id = await created(boss.credential, ['audit:read', 'organization:read', 'audit:read']);
  expect(bodyOf(await give(boss.credential, user.id, id))).toMatchObject({ role: id });
  expect(await permissionsOf(credential)).toEqual(['audit:read', 'organization:read']);
  expect((await update(boss.credential, id, { permissions: ['members:read'] })).statusCode).toBe(200);
  expect(await permissionsOf(credential)).toEqual(['members:read']);
  const acts = (await actsOf(world, boss.orgId)).map(({ action }) => action);
  expect(acts).toEqual(expect.arrayContaining(['role.created', 'role.updated', 'member.role-changed']));
});

test('roles are listed: the built-in ones, then the custom ones; each can be read', async () => {
  const boss = await addBoss(world);
  const id = await created(boss.credential, ['audit:read']);
  const list = await world.ask({ routeKey: 'GET /v1/roles', credential: boss.credential });
  const { items } = z.object({ items: z.array(Id.loose()) }).parse(bodyOf(list));
  expect(items.map((role) => role.id)).toEqual(['owner', 'admin', 'developer', 'viewer', id]);
  for (const role of items) {
    const asked = { routeKey: 'GET /v1/roles/{id}', params: { id: role.id }, credential: boss.credential };
    expect(bodyOf(await world.ask(asked))).toEqual(role);
  }
});

test.each([
  ['what only an owner may do', { name: 'r', permissions: ['roles:write'] }],
  ['keys beyond the teams of who makes them', { name: 'r', permissions: ['keys:create', 'projects:read'] }],
  ['a permission that is none', { name: 'r', permissions: ['everything'] }],
  ['no permission', { name: 'r', permissions: [] }],
  ['the name of a built-in role', { name: 'Owner', permissions: ['audit:read'] }],
  ['the name of a built-in role in wide letters', { name: 'ｏｗｎｅｒ', permissions: ['audit:read'] }],
  ['an id of the caller’s choice', { id: 'role_1', name: 'r', permissions: ['audit:read'] }],
  ['more fields', { name: 'r', permissions: ['audit:read'], useCount: -5 }],
])('a role with %s is refused', async (_, body) => {
  const boss = await addBoss(world);
  expect(problemOf(await create(boss.credential, body))).toMatchObject({ status: 422, code: 'validation_failed' });
});

test('nobody but an owner defines roles, and none of an API key can', async () => {
  const boss = await addBoss(world);
  const admin = await addColleague(world, boss.orgId, 'admin');
  const { secret } = await boss.addKey({ scopes: ['admin'] });
  for (const credential of [admin.credential, secret]) {
    const reply = await create(credential, { name: 'r', permissions: ['audit:read'] });
    expect(problemOf(reply)).toMatchObject({ status: 403, code: 'forbidden' });
  }
});

test('a role of members:write opens no way to more than itself', async () => {
  const boss = await addBoss(world);
  const { user, credential } = await addColleague(world, boss.orgId);
  const id = await created(
    boss.credential,
    ['members:write', 'members:read', 'keys:create', 'projects:read-all'],
    'Recruiter',
  );
  await give(boss.credential, user.id, id);
  const invite = (role: string) =>
    world.ask({ routeKey: 'POST /v1/invitations', body: { email: `${role}@example.com`, role }, credential });
  for (const role of ['owner', 'admin', 'developer', 'viewer']) {
    expect(problemOf(await invite(role)), role).toMatchObject({ status: 403 });
  }
  expect((await invite(id)).statusCode).toBe(201);
  const asked = { routeKey: 'DELETE /v1/members/{userId}', params: { userId: boss.user.id }, credential };
  expect(problemOf(await world.ask(asked))).toMatchObject({ status: 403 });
  const key = await world.ask({ routeKey: 'POST /v1/api-keys', body: { name: 'k', scopes: ['admin'] }, credential });
  expect(problemOf(key)).toMatchObject({ status: 403 });
  expect(problemOf(await give(credential, user.id, 'admin'))).toMatchObject({ status: 403 });
});

test('a role that somebody has, or is invited to, is not deleted', async () => {
  const boss = await addBoss(world);
  const { user } = await addColleague(world, boss.orgId);
  const id = await created(boss.credential, ['audit:read']);
  await give(boss.credential, user.id, id);
  expect(problemOf(await remove(boss.credential, id))).toMatchObject({ status: 409, code: 'conflict' });
  await give(boss.credential, user.id, 'viewer');
  const body = { email: 'a@example.com', role: id };
  const invited = await world.ask({ routeKey: 'POST /v1/invitations', body, credential: boss.credential });
  expect(problemOf(await remove(boss.credential, id))).toMatchObject({ status: 409 });
  const params = Id.parse(bodyOf(invited));
  await world.ask({ routeKey: 'DELETE /v1/invitations/{id}', params, credential: boss.credential });
  expect((await remove(boss.credential, id)).statusCode).toBe(204);
  expect(problemOf(await give(boss.credential, user.id, id))).toMatchObject({ status: 422 });
});

test('a role that is deleted and given at once is one of both', async () => {
  const boss = await addBoss(world);
  const { user } = await addColleague(world, boss.orgId);
  for (let round = 0; round < 5; round += 1) {
    const id = await created(boss.credential, ['audit:read']);
    const [gone, given] = await Promise.all([remove(boss.credential, id), give(boss.credential, user.id, id)]);
    expect([gone.statusCode === 204, given.statusCode === 200].filter(Boolean)).toHaveLength(1);
    await give(boss.credential, user.id, 'viewer');
  }
});

test('an organization has twenty custom roles at most, also by parallel requests', async () => {
  const boss = await addBoss(world);
  const replies = [];
  for (let round = 0; round < 5; round += 1) {
    const five = Array.from({ length: 5 }, (_, at) =>
      create(boss.credential, { name: `r${at}`, permissions: ['audit:read'] }),
    );
    replies.push(...(await Promise.all(five)));
  }
  expect(replies.filter(({ statusCode }) => statusCode === 201).length).toBeLessThanOrEqual(20);
  const list = await world.ask({ routeKey: 'GET /v1/roles', credential: boss.credential });
  const { items } = z.object({ items: z.array(Id) }).parse(bodyOf(list));
  expect(items.length - 4).toBe(replies.filter(({ statusCode }) => statusCode === 201).length);
});

test('a change is guarded by the version', async () => {
  const boss = await addBoss(world);
  const id = await created(boss.credential, ['audit:read']);
  const stale = await update(boss.credential, id, { name: 'x' }, { 'if-match': '"v9"' });
  expect(problemOf(stale)).toMatchObject({ status: 412, code: 'precondition_failed' });
  expect(await update(boss.credential, id, { name: 'x' }, { 'if-match': '"v1"' })).toMatchObject({
    ...{ statusCode: 200, headers: { etag: '"v2"' } },
  });
  expect(problemOf(await update(boss.credential, newId('role', 1), { name: 'x' }))).toMatchObject({ status: 404 });
});
