import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { newId } from '../../../../shared/id.ts';
import { authenticated, bodyOf, problemOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { actsOf, mailsOf } from '../aftermath.ts';
import { type AuthWorld, startAuth, Tokens } from '../auth-world.ts';
import { addBoss, addColleague, logIn } from '../colleagues.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = start;
  world.bus.events.length = 0;
});

const month = 30 * 24 * 3_600_000;
const Organization = z.looseObject({ id: z.string(), name: z.string(), version: z.number() });
const one = (credential: string, method: string, id: string, rest = '', more: object = {}) =>
  world.ask({ routeKey: `${method} /v1/organizations/{id}${rest}`, params: { id }, credential, ...more });
const create = (credential: string, body: object) =>
  world.ask({ routeKey: 'POST /v1/organizations', body, credential });
const rename = (credential: string, id: string, name: string, headers: Record<string, string> = {}) =>
  one(credential, 'PATCH', id, '', { body: { name }, headers: { 'content-type': 'application/json', ...headers } });
const change = (credential: string, organizationId: string) =>
  world.ask({ routeKey: 'POST /v1/me/switch-organization', body: { organizationId }, credential });
const me = async (credential: string) => bodyOf(await world.ask({ routeKey: 'GET /v1/me', credential }));

test('a person makes another organization, owns it, and goes there and back in one session', async () => {
  const boss = await addBoss(world, 'pro');
  const made = Organization.parse(bodyOf(await create(boss.credential, { name: 'Second' })));
  expect(made).toMatchObject({ name: 'Second', plan: 'free', version: 1 });
  const there = Tokens.parse(bodyOf(await change(boss.credential, made.id)));
  expect(await me(there.accessToken)).toMatchObject({ organization: { id: made.id }, user: { id: boss.user.id } });
  const list = await world.ask({ routeKey: 'GET /v1/organizations', credential: there.accessToken });
  expect(bodyOf(list)).toMatchObject({ items: { length: 2 } });
  const back = Tokens.parse(bodyOf(await change(there.accessToken, boss.orgId)));
  expect(await me(back.accessToken)).toMatchObject({ organization: { id: boss.orgId } });
  expect((await actsOf(world, made.id)).map(({ action }) => action)).toEqual(
    expect.arrayContaining(['organization.created', 'session.organization-switched']),
  );
});

test('after a switch the new refresh token stays in the new organization, and the old one is over', async () => {
  const boss = await addBoss(world);
  const { id } = Organization.parse(bodyOf(await create(boss.credential, { name: 'Second' })));
  const { refreshToken } = Tokens.parse(bodyOf(await change(boss.credential, id)));
  const refresh = (token: string) => world.ask({ routeKey: 'POST /v1/auth/refresh', body: { refreshToken: token } });
  const next = Tokens.parse(bodyOf(await refresh(refreshToken)));
  expect(await me(next.accessToken)).toMatchObject({ organization: { id } });
  world.clock.now += 60_000;
  expect(problemOf(await refresh(boss.refreshToken))).toMatchObject({ code: 'invalid_refresh_token' });
});

test('nobody switches to an organization that they are not in, nor with a key or an application', async () => {
  const [boss, stranger] = [await addBoss(world), await addBoss(world)];
  expect(problemOf(await change(boss.credential, stranger.orgId))).toMatchObject({ status: 404, code: 'not_found' });
  expect(problemOf(await change(boss.credential, newId('organization', 1)))).toMatchObject({ status: 404 });
  const { secret } = await boss.addKey();
  expect(problemOf(await change(secret, boss.orgId))).toMatchObject({ status: 403, code: 'forbidden' });
  expect(problemOf(await create(secret, { name: 'x' }))).toMatchObject({ status: 403, code: 'forbidden' });
});

test('of parallel switches of one session exactly one happens', async () => {
  const boss = await addBoss(world);
  const { id } = Organization.parse(bodyOf(await create(boss.credential, { name: 'Second' })));
  const replies = await Promise.all(Array.from({ length: 10 }, () => change(boss.credential, id)));
  expect(replies.filter(({ statusCode }) => statusCode === 200).length).toBeGreaterThanOrEqual(1);
  const refused = replies.filter(({ statusCode }) => statusCode !== 200);
  expect(refused.every(({ statusCode }) => statusCode === 409 || statusCode === 503)).toBe(true);
});

test('a person makes at most twenty', async () => {
  const boss = await addBoss(world);
  const replies = [];
  for (let at = 0; at < 22; at += 1) replies.push(await create(boss.credential, { name: `o${at}` }));
  expect(replies.filter(({ statusCode }) => statusCode === 201)).toHaveLength(20);
  const last = replies.at(-1);
  expect(last && problemOf(last)).toMatchObject({ status: 409, code: 'conflict' });
});

test.each([
  ['no name', {}],
  ['a blank name', { name: ' ' }],
  ['a long name', { name: 'x'.repeat(101) }],
  ['a link for a name', { name: 'Win at https://evil.example' }],
  ['a line break in its name', { name: 'a\nBcc: all@example.com' }],
  ['a plan of the caller’s choice', { name: 'x', plan: 'enterprise' }],
  ['an owner of the caller’s choice', { name: 'x', ownerId: newId('user', 1) }],
  ['seats of the caller’s choice', { name: 'x', seatCount: -100 }],
])('an organization with %s is refused', async (_, body) => {
  const boss = await addBoss(world);
  expect(problemOf(await create(boss.credential, body))).toMatchObject({ status: 422, code: 'validation_failed' });
  expect(problemOf(await one(boss.credential, 'PATCH', boss.orgId, '', { body }))).toMatchObject({ status: 422 });
});

test('it is renamed under its version, by an admin, not by a developer', async () => {
  const boss = await addBoss(world);
  const admin = await addColleague(world, boss.orgId, 'admin');
  const developer = await addColleague(world, boss.orgId, 'developer');
  const { version } = Organization.parse(bodyOf(await one(boss.credential, 'GET', boss.orgId)));
  expect(await rename(admin.credential, boss.orgId, 'New', { 'if-match': `"v${version}"` })).toMatchObject({
    ...{ statusCode: 200, headers: { etag: `"v${version + 1}"` } },
  });
  expect(problemOf(await rename(admin.credential, boss.orgId, 'Late', { 'if-match': `"v${version}"` }))).toMatchObject({
    ...{ status: 412, code: 'precondition_failed' },
  });
  expect(problemOf(await rename(developer.credential, boss.orgId, 'Mine'))).toMatchObject({ status: 403 });
  expect(await actsOf(world, boss.orgId)).toContainEqual(
    expect.objectContaining({
      action: 'organization.updated',
      before: { name: 'Analytical', requiresSecondFactor: false },
      after: { name: 'New', requiresSecondFactor: false },
    }),
  );
});

test('a deleted organization works for thirty days more, and its owners are told', async () => {
  const boss = await addBoss(world);
  const other = await addColleague(world, boss.orgId, 'owner');
  const deletionScheduledFor = new Date(start + month).toISOString();
  expect(await one(boss.credential, 'DELETE', boss.orgId)).toMatchObject({ statusCode: 202 });
  expect(bodyOf(await one(boss.credential, 'GET', boss.orgId))).toMatchObject({ deletionScheduledFor });
  const mails = await mailsOf(world);
  expect(new Set(mails.map(({ to }) => to))).toEqual(new Set([boss.user.email, other.user.email]));
  expect(mails[0]?.mail.text).toContain(`/v1/organizations/${boss.orgId}/restore`);
  world.bus.events.length = 0;
  world.clock.now += 60_000;
  expect(bodyOf(await one(boss.credential, 'DELETE', boss.orgId))).toMatchObject({ deletionScheduledFor });
  expect(world.bus.events).toEqual([]);
});

test('an owner restores it, nobody else, and not one that is not deleted', async () => {
  const boss = await addBoss(world);
  const admin = await addColleague(world, boss.orgId, 'admin');
  const restore = (credential: string) => one(credential, 'POST', boss.orgId, '/restore');
  expect(problemOf(await restore(boss.credential))).toMatchObject({ status: 409, code: 'conflict' });
  expect(problemOf(await one(admin.credential, 'DELETE', boss.orgId))).toMatchObject({ status: 403 });
  await one(boss.credential, 'DELETE', boss.orgId);
  expect(problemOf(await restore(admin.credential))).toMatchObject({ status: 403 });
  expect(bodyOf(await restore(boss.credential))).not.toHaveProperty('deletionScheduledFor');
  const { accessToken } = await logIn(world, boss.user.email, boss.orgId);
  expect(bodyOf(await one(accessToken, 'GET', boss.orgId))).not.toHaveProperty('deletionScheduledFor');
});

test('one organization’s owner does nothing to another', async () => {
  const [boss, stranger] = [await addBoss(world), await addBoss(world)];
  const authorizer = authenticated({ orgId: stranger.orgId, actorId: stranger.user.id });
  for (const [key, body] of [
    ['PATCH /v1/organizations/{id}', { name: 'x' }],
    ['DELETE /v1/organizations/{id}', undefined],
    ['POST /v1/organizations/{id}/restore', undefined],
    ['POST /v1/organizations/{id}/transfer-ownership', { userId: stranger.user.id }],
  ] as const) {
    const asked = { routeKey: key, params: { id: boss.orgId }, authorizer, ...(body && { body }) };
    expect(problemOf(await world.ask(asked)), key).toMatchObject({ status: 404, code: 'not_found' });
  }
});
