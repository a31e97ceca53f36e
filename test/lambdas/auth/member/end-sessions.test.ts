import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { bodyOf, problemOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { actsOf } from '../aftermath.ts';
import { type AuthWorld, startAuth, Tokens } from '../auth-world.ts';
import { addBoss, addColleague, addMembership, logIn } from '../colleagues.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = start;
});

const end = (credential: string, userId: string) =>
  world.ask({ routeKey: 'DELETE /v1/members/{userId}/sessions', params: { userId }, credential });
const me = async (credential: string) => (await world.ask({ routeKey: 'GET /v1/me', credential })).statusCode;

test('an admin ends all sessions of a member in the organization, with their access and refresh tokens', async () => {
  const boss = await addBoss(world);
  const admin = await addColleague(world, boss.orgId, 'admin');
  const member = await addColleague(world, boss.orgId, 'developer');
  const second = await logIn(world, member.user.email, boss.orgId);
  expect((await end(admin.credential, member.user.id)).statusCode).toBe(204);
  expect([await me(member.credential), await me(second.accessToken), await me(admin.credential)]).toEqual([
    401, 401, 200,
  ]);
  const { refreshToken } = second;
  const refreshed = await world.ask({ routeKey: 'POST /v1/auth/refresh', body: { refreshToken } });
  expect(problemOf(refreshed)).toMatchObject({ code: 'invalid_refresh_token' });
  const acts = await actsOf(world, boss.orgId);
  expect(acts.filter(({ action }) => action === 'session.revoked')).toHaveLength(3);
});

test('sessions in another organization go on', async () => {
  const [boss, other] = [await addBoss(world), await addBoss(world)];
  const member = await addColleague(world, boss.orgId, 'viewer');
  const joinedAt = new Date(start).toISOString();
  await addMembership(world, { orgId: other.orgId, userId: member.user.id, role: 'viewer', joinedAt });
  const elsewhere = await logIn(world, member.user.email, other.orgId);
  await end(boss.credential, member.user.id);
  expect([await me(member.credential), await me(elsewhere.accessToken)]).toEqual([401, 200]);
});

test('an admin cannot end the sessions of an owner, nor a viewer those of anybody', async () => {
  const boss = await addBoss(world);
  const admin = await addColleague(world, boss.orgId, 'admin');
  const viewer = await addColleague(world, boss.orgId, 'viewer');
  expect(problemOf(await end(admin.credential, boss.user.id))).toMatchObject({ status: 403 });
  expect(problemOf(await end(viewer.credential, admin.user.id))).toMatchObject({ status: 403 });
  expect([await me(boss.credential), await me(admin.credential)]).toEqual([200, 200]);
});

test('somebody of another organization is not there', async () => {
  const [boss, stranger] = [await addBoss(world), await addBoss(world)];
  expect(problemOf(await end(boss.credential, stranger.user.id))).toMatchObject({ status: 404 });
  expect(await me(stranger.credential)).toBe(200);
});

test('a session that was switched away before comes back neither by its old token nor by switching back', async () => {
  const [boss, other] = [await addBoss(world), await addBoss(world)];
  const member = await addColleague(world, boss.orgId, 'developer');
  const joinedAt = new Date(start).toISOString();
  await addMembership(world, { orgId: other.orgId, userId: member.user.id, role: 'viewer', joinedAt });
  const switchTo = (organizationId: string, credential: string) =>
    world.ask({ routeKey: 'POST /v1/me/switch-organization', body: { organizationId }, credential });
  const away = Tokens.parse(bodyOf(await switchTo(other.orgId, member.credential)));
  await end(boss.credential, member.user.id);
  expect([await me(member.credential), await me(away.accessToken)]).toEqual([401, 200]);
  expect(problemOf(await switchTo(boss.orgId, away.accessToken))).toMatchObject({ status: 403 });
  world.clock.now += 1;
  const fresh = await logIn(world, member.user.email, boss.orgId);
  expect(await me(fresh.accessToken)).toBe(200);
});
