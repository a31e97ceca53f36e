import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { authenticated, bodyOf, problemOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { type AccountWorld, day, startAccounts } from './account-world.ts';

let world: AccountWorld;
beforeAll(async () => {
  world = await startAccounts();
});
beforeEach(() => {
  world.clock.now = start;
  world.bus.events.length = 0;
});
afterAll(() => world.close());

const iso = (ms: number) => new Date(ms).toISOString();

test('a deletion is for in 14 days, ends all sessions, and is mailed', async () => {
  const ada = await world.addPerson();
  const other = await world.tokensOf(ada);
  const reply = await world.deleteAccount(ada);
  expect([reply.statusCode, bodyOf(reply)]).toEqual([202, { deletionScheduledFor: iso(start + 14 * day) }]);
  const refreshed = await world.ask({ routeKey: 'POST /v1/auth/refresh', body: { refreshToken: other.refreshToken } });
  expect(problemOf(refreshed)).toMatchObject({ code: 'invalid_refresh_token' });
  const me = await world.ask({ routeKey: 'GET /v1/me', credential: other.accessToken });
  expect(problemOf(me)).toMatchObject({ status: 401 });
  expect(world.bus.ofType('auth.mail-requested.v1')).toMatchObject([
    { data: { kind: 'organization-deletion' } },
    { data: { kind: 'account-deletion', userId: ada.user.id, facts: { date: '2026-12-06' } } },
  ]);
});

test('nobody logs in to an account that is being deleted, and only who knows the password is told', async () => {
  const ada = await world.addPerson();
  await world.deleteAccount(ada);
  for (let attempt = 0; attempt < 8; attempt += 1) {
    const reply = problemOf(await world.logIn(ada));
    expect(reply).toMatchObject({ status: 403, code: 'account_deletion_scheduled' });
    expect(reply.detail).toContain('2026-12-06');
  }
  const body = { email: ada.user.email, password: 'a wrong password' };
  const wrong = problemOf(await world.ask({ routeKey: 'POST /v1/auth/login', body }));
  expect(wrong).toMatchObject({ status: 401, code: 'invalid_credentials' });
});

test.each([['a wrong password', 'invalid_credentials', 401, 'something else']])(
  '%s deletes nothing',
  async (_, code, status, secret) => {
    const ada = await world.addPerson();
    expect(problemOf(await world.deleteAccount(ada, secret))).toMatchObject({ status, code });
    expect((await world.logIn(ada)).statusCode).toBe(200);
  },
);

test('the password is asked for, and nothing else is taken', async () => {
  const ada = await world.addPerson();
  const { accessToken: credential } = await world.tokensOf(ada);
  for (const body of [{}, { password: 1 }, { password: 'x', userId: 'usr_1' }]) {
    const reply = await world.ask({ routeKey: 'DELETE /v1/me', credential, body });
    expect(problemOf(reply)).toMatchObject({ status: 422 });
  }
});

test('the password cannot be guessed with a stolen access token', async () => {
  const ada = await world.addPerson();
  const { accessToken: credential } = await world.tokensOf(ada);
  const guess = () => world.ask({ routeKey: 'DELETE /v1/me', credential, body: { password: 'guessed' } });
  const statuses = await Promise.all(Array.from({ length: 20 }, async () => (await guess()).statusCode));
  expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(5);
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(15);
});

test('an API key and an application cannot delete a person', async () => {
  const ada = await world.addPerson();
  const { secret } = await ada.addKey();
  const body = { password: 'correct horse battery' };
  const byKey = await world.ask({ routeKey: 'DELETE /v1/me', credential: secret, body });
  expect(problemOf(byKey)).toMatchObject({ status: 403, code: 'forbidden' });
  const about = { orgId: ada.organization.id, actorId: ada.user.id, actorType: 'user' };
  const authorizer = authenticated({ ...about, clientId: 'cli_1', sessionId: 'ses_1' });
  const byClient = await world.ask({ routeKey: 'DELETE /v1/me', authorizer, body });
  expect(problemOf(byClient)).toMatchObject({ status: 403, code: 'forbidden' });
});

test('of ten deletions at once one counts', async () => {
  const ada = await world.addPerson();
  const { accessToken: credential } = await world.tokensOf(ada);
  const ask = () => world.ask({ routeKey: 'DELETE /v1/me', credential, body: { password: 'correct horse battery' } });
  const replies = await Promise.all(Array.from({ length: 3 }, ask));
  expect(replies.filter(({ statusCode }) => statusCode === 202)).toHaveLength(1);
  const mails = world.bus.ofType('auth.mail-requested.v1').map(({ data }) => data);
  expect(mails.filter((data) => JSON.stringify(data).includes('account-deletion'))).toHaveLength(1);
});

describe('an organization', () => {
  test('with others in it needs another owner first, and is named', async () => {
    const [ada, bob] = [await world.addPerson(), await world.addPerson()];
    await world.join(ada.organization.id, bob, 'admin');
    const refused = problemOf(await world.deleteAccount(ada));
    expect(refused).toMatchObject({ status: 409, code: 'conflict' });
    expect(refused.detail).toContain(`Analytical (${ada.organization.id})`);
    expect(refused.errors).toEqual([{ path: `organizations.${ada.organization.id}`, message: 'Analytical' }]);
    expect((await world.logIn(ada)).statusCode).toBe(200);
  });

  test('with another owner is left as it is', async () => {
    const [ada, bob] = [await world.addPerson(), await world.addPerson()];
    await world.join(ada.organization.id, bob, 'owner');
    expect((await world.deleteAccount(ada)).statusCode).toBe(202);
    expect(await world.organization(ada.organization.id)).not.toHaveProperty('deletionScheduledFor');
  });

  test('of one person goes with the account, and comes back with it', async () => {
    const ada = await world.addPerson();
    await world.deleteAccount(ada);
    expect(await world.organization(ada.organization.id)).toHaveProperty('deletionScheduledFor');
    expect(bodyOf(await world.restore(await world.restoreToken(ada)))).toEqual({ status: 'restored' });
    expect(await world.organization(ada.organization.id)).not.toHaveProperty('deletionScheduledFor');
  });
});

describe('a restored account', () => {
  test('logs in again, with new sessions that last', async () => {
    const ada = await world.addPerson();
    await world.deleteAccount(ada);
    world.clock.now += day;
    expect((await world.restore(await world.restoreToken(ada))).statusCode).toBe(200);
    world.clock.now += 1;
    const { refreshToken } = await world.tokensOf(ada);
    world.clock.now += 60_000;
    expect((await world.ask({ routeKey: 'POST /v1/auth/refresh', body: { refreshToken } })).statusCode).toBe(200);
    world.clock.now = start + 20 * day;
    await world.runErasure();
    expect((await world.logIn(ada)).statusCode).toBe(200);
  });

  test('needs a link that was made for it, and that was not used', async () => {
    const ada = await world.addPerson();
    await world.deleteAccount(ada);
    const token = await world.restoreToken(ada);
    expect(problemOf(await world.restore(`${token.slice(0, -1)}_`))).toMatchObject({
      status: 422,
      code: 'invalid_link',
    });
    const both = await Promise.all([world.restore(token), world.restore(token)]);
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 422]);
    const again = await world.restoreToken(ada);
    expect(problemOf(await world.restore(again))).toMatchObject({ code: 'invalid_link' });
  });

  test('cannot be had at the moment of its erasure', async () => {
    const ada = await world.addPerson();
    await world.deleteAccount(ada);
    const token = await world.restoreToken(ada);
    world.clock.now = start + 14 * day;
    const [restored] = await Promise.all([world.restore(token), world.runErasure()]);
    const isThere = (await world.users.get(ada.user.id)) !== undefined;
    expect([restored.statusCode, isThere]).toEqual(isThere ? [200, true] : [422, false]);
  });
});

test('all of it is in the audit log', async () => {
  const ada = await world.addPerson();
  await world.deleteAccount(ada);
  await world.restore(await world.restoreToken(ada));
  await world.chain(ada.organization.id);
  const lines = await world.audit.linesFrom(ada.organization.id, 1, 100);
  expect(lines.map(({ line }) => line.action)).toEqual(
    expect.arrayContaining([
      ...['account.deletion-scheduled', 'organization.deletion-scheduled', 'session.revoked'],
      ...['account.restored', 'organization.restored'],
    ]),
  );
});
