import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { newId } from '../../../../shared/id.ts';
import { bodyOf, problemOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { actsOf, mailsOf } from '../aftermath.ts';
import { type AuthWorld, startAuth } from '../auth-world.ts';
import { addBoss, addColleague, addMembership } from '../colleagues.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = start;
  world.bus.events.length = 0;
});

const change = (credential: string, userId: string, body: object) =>
  world.ask({ routeKey: 'PATCH /v1/members/{userId}', params: { userId }, body, credential });
const remove = (credential: string, userId: string) =>
  world.ask({ routeKey: 'DELETE /v1/members/{userId}', params: { userId }, credential });
const transfer = (credential: string, id: string, body: object) =>
  world.ask({ routeKey: 'POST /v1/organizations/{id}/transfer-ownership', params: { id }, body, credential });
const List = z.object({
  items: z.array(z.object({ userId: z.string(), role: z.string() })),
  nextCursor: z.string().optional(),
});
const list = async (credential: string, query: Record<string, string> = {}) =>
  List.parse(bodyOf(await world.ask({ routeKey: 'GET /v1/members', query, credential })));
const rolesOf = async (credential: string) =>
  new Map((await list(credential)).items.map(({ userId, role }) => [userId, role]));

test('members are listed with who they are and what they may be, in pages, without hashes', async () => {
  const boss = await addBoss(world);
  const colleague = await addColleague(world, boss.orgId, 'developer');
  const reply = await world.ask({ routeKey: 'GET /v1/members', credential: colleague.credential });
  expect(bodyOf(reply)).toEqual({
    items: expect.arrayContaining([
      {
        ...{ userId: boss.user.id, name: 'Ada', email: boss.user.email, role: 'owner', teams: [] },
        joinedAt: boss.member.joinedAt,
      },
      expect.objectContaining({ userId: colleague.user.id, role: 'developer' }),
    ]),
  });
  expect(reply.body).not.toContain('argon2');
  const first = await list(boss.credential, { limit: '1' });
  const second = await list(boss.credential, { limit: '1', cursor: first.nextCursor ?? '' });
  expect(new Set([...first.items, ...second.items].map(({ userId }) => userId)).size).toBe(2);
});

test('an owner gives a role; it counts, the bus hears of it, and the log has it', async () => {
  const boss = await addBoss(world);
  const { user, credential } = await addColleague(world, boss.orgId);
  expect(bodyOf(await change(boss.credential, user.id, { role: 'admin' }))).toMatchObject({ role: 'admin' });
  expect(bodyOf(await world.ask({ routeKey: 'GET /v1/me', credential }))).toMatchObject({
    permissions: expect.arrayContaining(['members:write']),
  });
  expect(world.bus.ofType('organization.member.role-changed.v1')).toMatchObject([
    { orgId: boss.orgId, data: { userId: user.id, role: 'admin', before: 'viewer' } },
  ]);
  expect(await actsOf(world, boss.orgId)).toContainEqual(
    expect.objectContaining({ action: 'member.role-changed', before: { role: 'viewer' }, after: { role: 'admin' } }),
  );
});

test('only who may change roles changes them, and nobody sends more than a role', async () => {
  const boss = await addBoss(world);
  const [admin, viewer] = [await addColleague(world, boss.orgId, 'admin'), await addColleague(world, boss.orgId)];
  for (const { credential } of [admin, viewer]) {
    const reply = await change(credential, viewer.user.id, { role: 'owner' });
    expect(problemOf(reply)).toMatchObject({ status: 403, code: 'forbidden' });
  }
  const { secret } = await boss.addKey({ scopes: ['admin'] });
  expect(problemOf(await change(secret, viewer.user.id, { role: 'admin' }))).toMatchObject({ code: 'forbidden' });
  for (const body of [{ role: 'root' }, {}, { role: 'admin', orgId: newId('organization', 1) }, { role: ['owner'] }]) {
    expect(problemOf(await change(boss.credential, viewer.user.id, body))).toMatchObject({ status: 422 });
  }
  const unknown = await change(boss.credential, viewer.user.id, { role: newId('role', start) });
  expect(problemOf(unknown)).toMatchObject({ code: 'validation_failed', errors: [{ path: 'body.role' }] });
  expect((await rolesOf(boss.credential)).get(viewer.user.id)).toBe('viewer');
});

test('a removed member is out: of the list, of what their token opens, and of a refresh', async () => {
  const boss = await addBoss(world);
  const admin = await addColleague(world, boss.orgId, 'admin');
  const { user, credential, refreshToken } = await addColleague(world, boss.orgId);
  expect((await remove(admin.credential, user.id)).statusCode).toBe(204);
  expect((await rolesOf(boss.credential)).has(user.id)).toBe(false);
  expect(problemOf(await world.ask({ routeKey: 'GET /v1/me', credential }))).toMatchObject({ status: 401 });
  const refreshed = await world.ask({ routeKey: 'POST /v1/auth/refresh', body: { refreshToken } });
  expect(problemOf(refreshed)).toMatchObject({ code: 'invalid_refresh_token' });
  expect(world.bus.ofType('organization.member.removed.v1')).toMatchObject([{ data: { userId: user.id } }]);
  expect(problemOf(await remove(admin.credential, user.id))).toMatchObject({ status: 404 });
});

test('an admin removes admins and below, but no owner; who may not remove may leave', async () => {
  const boss = await addBoss(world);
  const [one, two, viewer] = [
    await addColleague(world, boss.orgId, 'admin'),
    await addColleague(world, boss.orgId, 'admin'),
    await addColleague(world, boss.orgId),
  ];
  expect(problemOf(await remove(one.credential, boss.user.id))).toMatchObject({ status: 403, code: 'forbidden' });
  expect(problemOf(await remove(viewer.credential, two.user.id))).toMatchObject({ status: 403, code: 'forbidden' });
  expect((await remove(one.credential, two.user.id)).statusCode).toBe(204);
  expect((await remove(viewer.credential, viewer.user.id)).statusCode).toBe(204);
  expect((await actsOf(world, boss.orgId)).map(({ action }) => action)).toEqual(
    expect.arrayContaining(['member.removed', 'member.left']),
  );
});

test('an application that acts for a person cannot make them leave', async () => {
  const boss = await addBoss(world);
  const { user } = await addColleague(world, boss.orgId);
  const authorizer = {
    ...{ outcome: 'authenticated', orgId: boss.orgId, actorType: 'user', actorId: user.id, plan: 'free' },
    ...{ sessionId: 'ses_1', clientId: 'cli_1', permissions: 'projects:read' },
  };
  const asked = { routeKey: 'DELETE /v1/members/{userId}', params: { userId: user.id }, authorizer };
  expect(problemOf(await world.ask(asked))).toMatchObject({ status: 403, code: 'forbidden' });
});

test('the last owner cannot leave, be removed, or step down', async () => {
  const boss = await addBoss(world);
  await addColleague(world, boss.orgId, 'admin');
  expect(problemOf(await remove(boss.credential, boss.user.id))).toMatchObject({ status: 409, code: 'conflict' });
  const down = await change(boss.credential, boss.user.id, { role: 'admin' });
  expect(problemOf(down)).toMatchObject({ status: 409, code: 'conflict' });
  expect((await rolesOf(boss.credential)).get(boss.user.id)).toBe('owner');
});

test.each(['leave', 'step down'])('of two owners who %s at once one stays', async (act) => {
  const boss = await addBoss(world);
  const other = await addColleague(world, boss.orgId, 'owner');
  const both = [boss, other];
  const replies = await Promise.all(
    both.map(({ credential, user }) =>
      act === 'leave' ? remove(credential, user.id) : change(credential, user.id, { role: 'viewer' }),
    ),
  );
  const refused = replies.filter(({ statusCode }) => statusCode === 409);
  expect(refused).toHaveLength(1);
  const roles = await Promise.all(both.map(({ user }) => world.organizations.membership(boss.orgId, user.id)));
  expect(roles.filter((membership) => membership?.role === 'owner')).toHaveLength(1);
});

test('ownership goes to another member in one step, and they are told', async () => {
  const boss = await addBoss(world);
  const { user, credential } = await addColleague(world, boss.orgId, 'developer');
  expect((await transfer(boss.credential, boss.orgId, { userId: user.id })).statusCode).toBe(204);
  expect(await rolesOf(credential)).toEqual(
    new Map([
      [boss.user.id, 'admin'],
      [user.id, 'owner'],
    ]),
  );
  expect(await mailsOf(world)).toMatchObject([
    { to: user.email, mail: { subject: 'You are now an owner of Analytical', text: expect.stringContaining('Ada') } },
  ]);
  expect(problemOf(await transfer(boss.credential, boss.orgId, { userId: boss.user.id }))).toMatchObject({
    status: 403,
  });
  expect((await remove(credential, boss.user.id)).statusCode).toBe(204);
});

test('ownership goes to no stranger, to no owner, and not to oneself as anything but less', async () => {
  const boss = await addBoss(world);
  const [stranger, owner] = [await addBoss(world), await addColleague(world, boss.orgId, 'owner')];
  const to = (userId: string, more: object = {}) => transfer(boss.credential, boss.orgId, { userId, ...more });
  expect(problemOf(await to(stranger.user.id))).toMatchObject({ status: 404 });
  expect(problemOf(await to(owner.user.id))).toMatchObject({ status: 409 });
  expect(problemOf(await to(stranger.user.id, { newRole: 'owner' }))).toMatchObject({ status: 422 });
  expect(problemOf(await transfer(boss.credential, stranger.orgId, { userId: boss.user.id }))).toMatchObject({
    status: 404,
  });
});

test('of parallel transfers to different people one happens', async () => {
  const boss = await addBoss(world);
  const people = await Promise.all([1, 2, 3].map(() => addColleague(world, boss.orgId)));
  const replies = await Promise.all(
    people.map(({ user }) => transfer(boss.credential, boss.orgId, { userId: user.id })),
  );
  expect(replies.filter(({ statusCode }) => statusCode === 204)).toHaveLength(1);
  expect(await world.organizations.owners(boss.orgId)).toHaveLength(1);
});

test('somebody who is removed takes their teams with them', async () => {
  const boss = await addBoss(world);
  const { user } = await addColleague(world, boss.orgId);
  const made = await world.ask({ routeKey: 'POST /v1/teams', body: { name: 'Core' }, credential: boss.credential });
  const { id } = z.object({ id: z.string() }).parse(bodyOf(made));
  const params = { id, userId: user.id };
  const { credential } = boss;
  await world.ask({ routeKey: 'PUT /v1/teams/{id}/members/{userId}', params, credential });
  expect((await remove(credential, user.id)).statusCode).toBe(204);
  const members = await world.ask({ routeKey: 'GET /v1/teams/{id}/members', params: { id }, credential });
  expect(bodyOf(members)).toEqual({ items: [] });
  await addMembership(world, { orgId: boss.orgId, userId: user.id, role: 'viewer', joinedAt: boss.member.joinedAt });
  expect((await world.organizations.membership(boss.orgId, user.id))?.teams).toBeUndefined();
});
