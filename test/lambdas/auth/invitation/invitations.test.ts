import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { newId } from '../../../../shared/id.ts';
import { bodyOf, problemOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { actsOf, mailsOf } from '../aftermath.ts';
import { type AuthWorld, startAuth } from '../auth-world.ts';
import { addAccount, addBoss, addColleague, addMembership, logIn } from '../colleagues.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = start;
  world.bus.events.length = 0;
});

const week = 7 * 24 * 3_600_000;
const Invited = z.object({ id: z.string(), email: z.string(), status: z.string(), expiresAt: z.string() });
const invite = (credential: string, body: object, headers: Record<string, string> = {}) =>
  world.ask({
    ...{ routeKey: 'POST /v1/invitations', credential },
    ...{ body: { role: 'developer', ...body }, headers: { 'content-type': 'application/json', ...headers } },
  });
const accept = (credential: string, token: string) =>
  world.ask({ routeKey: 'POST /v1/invitations/accept', body: { token }, credential });
const decline = (token: string) => world.ask({ routeKey: 'POST /v1/invitations/decline', body: { token } });
const preview = (token: string) => world.ask({ routeKey: 'POST /v1/invitations/preview', body: { token } });
const revoke = (credential: string, id: string) =>
  world.ask({ routeKey: 'DELETE /v1/invitations/{id}', params: { id }, credential });
const statuses = async (credential: string) => {
  const reply = await world.ask({ routeKey: 'GET /v1/invitations', credential });
  return z
    .object({ items: z.array(Invited) })
    .parse(bodyOf(reply))
    .items.map(({ status }) => status);
};

/** Somebody with an account of their own, who was invited and has the mail. */
async function invitee(change: { role?: string; teamIds?: string[]; plan?: 'pro' | 'enterprise' } = {}) {
  const { plan, ...rest } = change;
  const boss = await addBoss(world, plan);
  const guest = await addBoss(world);
  world.bus.events.length = 0;
  const invitation = Invited.parse(bodyOf(await invite(boss.credential, { email: guest.user.email, ...rest })));
  const [mailed] = await mailsOf(world);
  return { boss, guest, invitation, token: mailed?.token ?? '', mailed };
}

test('an invitation is mailed to an address; its link is nowhere else', async () => {
  const { boss, guest, invitation, token, mailed } = await invitee();
  expect(invitation).toMatchObject({ email: guest.user.email, status: 'pending' });
  expect(invitation.expiresAt).toBe(new Date(start + week).toISOString());
  expect(mailed).toMatchObject({ to: guest.user.email, mail: { subject: 'Ada invites you to Analytical' } });
  expect(mailed?.mail.text).toContain('as developer');
  expect(token).toHaveLength(43);
  expect(await world.dump()).not.toContain(token);
  expect(JSON.stringify(world.bus.events)).not.toContain(guest.user.email);
  expect(bodyOf(await preview(token))).toEqual({
    ...{ organization: { id: boss.orgId, name: 'Analytical' }, inviter: 'Ada', role: 'developer' },
    ...{ email: guest.user.email, expiresAt: invitation.expiresAt },
  });
});

test('whoever accepts is a member with that role, and works there after a switch', async () => {
  const { boss, guest, invitation, token } = await invitee();
  world.bus.events.length = 0;
  expect(bodyOf(await accept(guest.credential, token))).toMatchObject({ id: boss.orgId, role: 'developer' });
  expect(world.bus.events).toMatchObject([
    { type: 'organization.member.added.v1', orgId: boss.orgId, data: { userId: guest.user.id, role: 'developer' } },
  ]);
  const body = { organizationId: boss.orgId };
  const { credential } = guest;
  const switched = bodyOf(await world.ask({ routeKey: 'POST /v1/me/switch-organization', body, credential }));
  const { accessToken } = z.object({ accessToken: z.string() }).parse(switched);
  const me = await world.ask({ routeKey: 'GET /v1/me', credential: accessToken });
  expect(bodyOf(me)).toMatchObject({ organization: { id: boss.orgId } });
  expect(await statuses(boss.credential)).toEqual(['accepted']);
  const acts = (await actsOf(world, boss.orgId)).map(({ action }) => action);
  expect(acts).toEqual(expect.arrayContaining(['member.invited', 'member.added']));
  expect(problemOf(await revoke(boss.credential, invitation.id))).toMatchObject({ status: 409 });
});

test('of fifty parallel acceptances one makes a member', async () => {
  const { boss, guest, token } = await invitee();
  const replies = await Promise.all(Array.from({ length: 50 }, () => accept(guest.credential, token)));
  expect(replies.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1);
  expect(new Set(replies.map(({ statusCode }) => statusCode)).isSubsetOf(new Set([200, 422, 503]))).toBe(true);
  const members = await world.ask({ routeKey: 'GET /v1/members', credential: boss.credential });
  expect(bodyOf(members)).toMatchObject({ items: { length: 2 } });
  expect(problemOf(await accept(guest.credential, token))).toMatchObject({ status: 422, code: 'invalid_link' });
});

test('an invitation is for its address: not for another one, not unverified, not for a key', async () => {
  const { boss, guest, token } = await invitee();
  const thief = await addBoss(world);
  expect(problemOf(await accept(thief.credential, token))).toMatchObject({ status: 403, code: 'forbidden' });
  const { secret } = await guest.addKey();
  expect(problemOf(await accept(secret, token))).toMatchObject({ status: 403, code: 'forbidden' });
  await world.table.update({ pk: `USER#${guest.user.id}`, sk: 'USER' }, { set: { isEmailVerified: false } });
  expect(problemOf(await accept(guest.credential, token))).toMatchObject({ status: 403, code: 'email_not_verified' });
  expect(await statuses(boss.credential)).toEqual(['pending']);
  await world.table.update({ pk: `USER#${guest.user.id}`, sk: 'USER' }, { set: { isEmailVerified: true } });
  expect((await accept(guest.credential, token)).statusCode).toBe(200);
});

test('an invitation expires after seven days, to the millisecond', async () => {
  const { boss, guest, token } = await invitee();
  world.clock.now = start + week;
  const { accessToken } = await logIn(world, guest.user.email, guest.orgId);
  for (const reply of [await accept(accessToken, token), await decline(token), await preview(token)]) {
    expect(problemOf(reply)).toMatchObject({ status: 422, code: 'invalid_link' });
  }
  const later = await logIn(world, boss.user.email, boss.orgId);
  expect(await statuses(later.accessToken)).toEqual(['expired']);
  world.clock.now = start + week - 1;
  expect((await preview(token)).statusCode).toBe(200);
  expect((await accept(accessToken, token)).statusCode).toBe(200);
});

test('a declined or revoked invitation is over, and its address can be invited again', async () => {
  const first = await invitee();
  expect((await decline(first.token)).statusCode).toBe(204);
  expect(problemOf(await decline(first.token))).toMatchObject({ code: 'invalid_link' });
  expect(problemOf(await accept(first.guest.credential, first.token))).toMatchObject({ code: 'invalid_link' });
  const again = await invite(first.boss.credential, { email: first.guest.user.email });
  expect(again.statusCode).toBe(201);
  const second = await invitee();
  expect((await revoke(second.boss.credential, second.invitation.id)).statusCode).toBe(204);
  expect(problemOf(await revoke(second.boss.credential, second.invitation.id))).toMatchObject({ status: 409 });
  expect(problemOf(await accept(second.guest.credential, second.token))).toMatchObject({ code: 'invalid_link' });
  expect(await statuses(second.boss.credential)).toEqual(['revoked']);
});

test('an address is invited once, however it is written; a member not at all', async () => {
  const boss = await addBoss(world);
  expect((await invite(boss.credential, { email: 'new@example.com' })).statusCode).toBe(201);
  for (const email of ['new@example.com', ' NEW@Example.com', 'ｎｅｗ@example.com']) {
    expect(problemOf(await invite(boss.credential, { email }))).toMatchObject({ status: 409, code: 'conflict' });
  }
  const { user } = await addColleague(world, boss.orgId);
  expect(problemOf(await invite(boss.credential, { email: user.email }))).toMatchObject({ status: 409 });
  const parallel = await Promise.all(
    Array.from({ length: 10 }, () => invite(boss.credential, { email: 'once@example.com' })),
  );
  expect(parallel.filter(({ statusCode }) => statusCode === 201)).toHaveLength(1);
});

test.each([
  ['a Cyrillic letter', 'аdmin@example.com'],
  ['a hidden space', 'admin\u200b@example.com'],
  ['a right-to-left mark', 'admin\u202e@example.com'],
  ['a domain in another script', 'admin@exаmple.com'],
])('an address with %s is refused', async (_, email) => {
  const boss = await addBoss(world);
  expect(problemOf(await invite(boss.credential, { email }))).toMatchObject({ errors: [{ path: 'body.email' }] });
});

test.each([
  ['an organization of the caller’s choice', { orgId: newId('organization', 1) }],
  ['a plan', { plan: 'enterprise' }],
  ['a status', { status: 'accepted' }],
  ['an id', { id: newId('invitation', 1) }],
  ['a role that is none', { role: 'root' }],
  ['a role that does not exist', { role: newId('role', 1) }],
  ['a team that does not exist', { teamIds: [newId('team', 1)] }],
  ['too many teams', { teamIds: Array.from({ length: 21 }, () => newId('team', 1)) }],
])('an invitation with %s is refused, and takes no seat', async (_, change) => {
  const boss = await addBoss(world, 'pro');
  const reply = await invite(boss.credential, { email: 'a@example.com', ...change });
  expect(problemOf(reply)).toMatchObject({ status: 422, code: 'validation_failed' });
  expect(await statuses(boss.credential)).toEqual([]);
  expect(await world.bus.ofType('auth.mail-requested.v1')).toEqual([]);
});

test('nobody invites to a role above their own', async () => {
  const boss = await addBoss(world);
  const admin = await addColleague(world, boss.orgId, 'admin');
  const to = (credential: string, role: string) => invite(credential, { email: 'a@example.com', role });
  expect(problemOf(await to(admin.credential, 'owner'))).toMatchObject({ status: 403, code: 'forbidden' });
  const { secret } = await boss.addKey({ scopes: ['admin'] });
  expect(problemOf(await to(secret, 'owner'))).toMatchObject({ status: 403, code: 'forbidden' });
  expect((await to(admin.credential, 'admin')).statusCode).toBe(201);
  const viewer = await addColleague(world, boss.orgId);
  expect(problemOf(await to(viewer.credential, 'viewer'))).toMatchObject({ status: 403 });
});

test('members and pending invitations share the seats of the plan', async () => {
  const free = await addBoss(world, 'free');
  expect(problemOf(await invite(free.credential, { email: 'a@example.com' }))).toMatchObject({
    ...{ status: 402, code: 'plan_limit_reached' },
  });
  const pro = await addBoss(world, 'pro');
  const replies = await Promise.all(
    Array.from({ length: 10 }, (_, at) => invite(pro.credential, { email: `p${at}@example.com` })),
  );
  expect(replies.filter(({ statusCode }) => statusCode === 201)).toHaveLength(4);
  expect(replies.filter(({ statusCode }) => statusCode === 402)).toHaveLength(6);
});

test('an invitation that ran out gives its seat and its address to the next one', async () => {
  const { boss, guest } = await invitee({ plan: 'pro' });
  for (let at = 0; at < 3; at += 1) await invite(boss.credential, { email: `p${at}@example.com` });
  expect((await invite(boss.credential, { email: 'late@example.com' })).statusCode).toBe(402);
  world.clock.now = start + week;
  const { accessToken } = await logIn(world, boss.user.email, boss.orgId);
  expect((await invite(accessToken, { email: guest.user.email })).statusCode).toBe(201);
  expect((await invite(accessToken, { email: 'late@example.com' })).statusCode).toBe(201);
  expect((await statuses(accessToken)).toSorted()).toEqual([
    'expired',
    'expired',
    'expired',
    'expired',
    'pending',
    'pending',
  ]);
});

test('after a downgrade nobody joins beyond the plan', async () => {
  const { boss, guest, token } = await invitee({ plan: 'pro' });
  await world.table.update({ pk: `ORG#${boss.orgId}`, sk: 'ORG' }, { set: { plan: 'free' } });
  expect(problemOf(await accept(guest.credential, token))).toMatchObject({ status: 402, code: 'plan_limit_reached' });
});

test('a member who was invited and let in otherwise is not let in twice', async () => {
  const { boss, guest, token } = await invitee();
  const joinedAt = new Date(start).toISOString();
  await addMembership(world, { orgId: boss.orgId, userId: guest.user.id, role: 'viewer', joinedAt });
  expect(problemOf(await accept(guest.credential, token))).toMatchObject({ status: 409 });
});

test('an invitation brings its teams along, without those that are gone', async () => {
  const boss = await addBoss(world);
  const { credential } = boss;
  const team = async (name: string) =>
    Invited.pick({ id: true }).parse(
      bodyOf(await world.ask({ routeKey: 'POST /v1/teams', body: { name }, credential })),
    );
  const [kept, gone] = [await team('kept'), await team('gone')];
  const guest = await addBoss(world);
  world.bus.events.length = 0;
  await invite(credential, { email: guest.user.email, teamIds: [kept.id, gone.id] });
  const [mailed] = await mailsOf(world);
  await world.ask({ routeKey: 'DELETE /v1/teams/{id}', params: { id: gone.id }, credential });
  expect((await accept(guest.credential, mailed?.token ?? '')).statusCode).toBe(200);
  expect((await world.organizations.membership(boss.orgId, guest.user.id))?.teams).toEqual([kept.id]);
});

test('an address without an account is mailed, and joins after signing up with it', async () => {
  const boss = await addBoss(world);
  world.bus.events.length = 0;
  await invite(boss.credential, { email: 'someone@example.com' });
  const [mailed] = await mailsOf(world);
  expect(mailed?.to).toBe('someone@example.com');
  const user = await addAccount(world, { email: 'someone@example.com' });
  const authorizer = {
    ...{ outcome: 'authenticated', orgId: boss.orgId, actorType: 'user', actorId: user.id, plan: 'free' },
    permissions: '',
  };
  const body = { token: mailed?.token };
  const reply = await world.ask({ routeKey: 'POST /v1/invitations/accept', body, authorizer });
  expect(reply.statusCode).toBe(200);
});

test('a mail that is late, of an invitation that has ended, is not sent', async () => {
  const boss = await addBoss(world);
  world.bus.events.length = 0;
  const { id } = Invited.parse(bodyOf(await invite(boss.credential, { email: 'gone@example.com' })));
  await revoke(boss.credential, id);
  expect(await mailsOf(world)).toEqual([]);
});

test.each(['', 'x', 'A'.repeat(43), 'A'.repeat(201), '../x'])('the token %j opens nothing', async (token) => {
  const reply = await preview(token);
  expect(reply.statusCode).toBe(422);
});
