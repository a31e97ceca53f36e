import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { newId } from '../../../../shared/id.ts';
import { bodyOf, problemOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { type AuthWorld, apiUrl, password, startAuth, Tokens } from '../auth-world.ts';

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
const logIn = (email: string, change: object = {}) =>
  world.ask({ routeKey: 'POST /v1/auth/login', body: { email, password, ...change } });
const refresh = (refreshToken: string) => world.ask({ routeKey: 'POST /v1/auth/refresh', body: { refreshToken } });
const logOut = (refreshToken: string) => world.ask({ routeKey: 'POST /v1/auth/logout', body: { refreshToken } });
const tokensOf = async (reply: ReturnType<typeof refresh>) => Tokens.parse(bodyOf(await reply));
const session = async () => {
  const person = await world.addPerson();
  return { ...person, ...(await tokensOf(logIn(person.user.email))) };
};

test('a log-in gives a pair of tokens that names person, session, organization and rights', async () => {
  const { user, organization, accessToken } = await session();
  expect(decodeProtectedHeader(accessToken)).toEqual({
    alg: 'ES256',
    typ: 'at+jwt',
    kid: (await world.loadSigningKey()).kid,
  });
  expect(decodeJwt(accessToken)).toEqual({
    ...{ iss: apiUrl, aud: apiUrl, sub: user.id, org: organization.id, actor: 'user', token_use: 'access' },
    ...{ iat: start / 1_000, nbf: start / 1_000, exp: start / 1_000 + 900 },
    ...{ jti: expect.any(String), sid: expect.stringMatching(/^ses_/), scope: 'full' },
  });
  const me = await world.ask({ routeKey: 'GET /v1/me', credential: accessToken });
  expect(bodyOf(me)).toMatchObject({ actor: { type: 'user', id: user.id }, organization: { id: organization.id } });
});

test('an address is the same in any case and with spaces around it', async () => {
  const { user } = await world.addPerson();
  expect((await logIn(` ${user.email.toUpperCase()} `)).statusCode).toBe(200);
});

test('a person who has not confirmed the address is told so, but only with the right password', async () => {
  const { user } = await world.addPerson({ isEmailVerified: false });
  expect(problemOf(await logIn(user.email))).toMatchObject({ status: 403, code: 'email_not_verified' });
  expect(problemOf(await logIn(user.email, { password: 'wrong' }))).toMatchObject({ code: 'invalid_credentials' });
});

test('a wrong password and an unknown address get the same answer', async () => {
  const { user } = await world.addPerson();
  const [wrong, unknown] = [await logIn(user.email, { password: 'wrong' }), await logIn('nobody@example.com')];
  expect(problemOf(wrong)).toMatchObject({ status: 401, code: 'invalid_credentials' });
  expect(unknown).toEqual(wrong);
});

test('of several organizations the one joined first is the default, and any other can be asked for', async () => {
  const { user, organization } = await world.addPerson();
  const older = { id: newId('organization', start - 1_000), joinedAt: new Date(start + 1_000).toISOString() };
  const { table, organizations } = world;
  const home = await organizations.get(organization.id);
  await table.put({ pk: `ORG#${older.id}`, sk: 'ORG', ...home, id: older.id });
  const member = { orgId: older.id, userId: user.id, role: 'viewer', joinedAt: older.joinedAt };
  await table.put({
    pk: `ORG#${older.id}`,
    sk: `MEMBER#${user.id}`,
    ...member,
    gsi1pk: `USER#${user.id}`,
    gsi1sk: `ORG#${older.id}`,
  });
  const claimsOf = async (change: object) => decodeJwt((await tokensOf(logIn(user.email, change))).accessToken);
  expect(await claimsOf({})).toMatchObject({ org: organization.id });
  const other = await claimsOf({ organizationId: older.id });
  expect(other).toMatchObject({ org: older.id });
  const foreign = (await world.addPerson()).organization.id;
  expect(problemOf(await logIn(user.email, { organizationId: foreign }))).toMatchObject({ code: 'not_found' });
});

test('a refresh token gives its successor, which gives the next', async () => {
  const first = await session();
  const second = await tokensOf(refresh(first.refreshToken));
  expect(second.refreshToken).not.toBe(first.refreshToken);
  const third = await tokensOf(refresh(second.refreshToken));
  expect(decodeJwt(third.accessToken).sid).toBe(decodeJwt(first.accessToken).sid);
});

test.each<[string, (token: string) => string]>([
  ['a forged proof', (token) => token.replace(/.{43}$/, 'A'.repeat(43))],
  ['the generation that comes next', (token) => token.replace('.1.', '.2.')],
  ['a generation of the past', (token) => token.replace('.1.', '.0.')],
  ['an unknown session', (token) => token.replace(/^ses_.{26}/, newId('session', start))],
  ['more at its end', (token) => `${token}A`],
  ['nothing in it', () => ''],
])('a token with %s is refused, and the session goes on', async (_, change) => {
  const { refreshToken } = await session();
  expect(problemOf(await refresh(change(refreshToken)))).toMatchObject({ code: 'invalid_refresh_token' });
  expect(world.bus.events).toEqual([]);
  expect((await refresh(refreshToken)).statusCode).toBe(200);
});

test('a refresh token expires after a week, counted from the last refresh', async () => {
  const { refreshToken } = await session();
  world.clock.now += week - 1;
  const next = await tokensOf(refresh(refreshToken));
  world.clock.now += week;
  expect(problemOf(await refresh(next.refreshToken))).toMatchObject({ code: 'invalid_refresh_token' });
});

test('neither a refresh token nor what could make one is in the table', async () => {
  const { refreshToken } = await session();
  const { refreshKey } = await world.loadSigningKey();
  const stored = await world.dump();
  for (const secret of [refreshToken, refreshToken.split('.')[2] ?? '', refreshKey.toString('base64url')]) {
    expect(stored).not.toContain(secret);
  }
});

test('a member who was removed gets no new tokens', async () => {
  const { refreshToken, organization, user } = await session();
  await world.table.delete({ pk: `ORG#${organization.id}`, sk: `MEMBER#${user.id}` });
  expect(problemOf(await refresh(refreshToken))).toMatchObject({ code: 'invalid_refresh_token' });
});

test('a person who is leaving gets no new tokens', async () => {
  const { refreshToken, user } = await session();
  const change = { set: { deletionScheduledFor: new Date(start + week).toISOString() } };
  await world.table.update({ pk: `USER#${user.id}`, sk: 'USER' }, change);
  expect(problemOf(await refresh(refreshToken))).toMatchObject({ code: 'invalid_refresh_token' });
});

test('a log-out ends the session; a token that proves nothing ends nothing', async () => {
  const { refreshToken } = await session();
  expect((await logOut(refreshToken.replace(/.{43}$/, 'A'.repeat(43)))).statusCode).toBe(204);
  expect((await logOut('nonsense')).statusCode).toBe(204);
  const next = await tokensOf(refresh(refreshToken));
  expect((await logOut(next.refreshToken)).statusCode).toBe(204);
  expect((await logOut(next.refreshToken)).statusCode).toBe(204);
  expect(problemOf(await refresh(next.refreshToken))).toMatchObject({ code: 'invalid_refresh_token' });
  expect(world.bus.events).toEqual([]);
});

test('however often it is refreshed, a session ends after 90 days', async () => {
  let { refreshToken } = await session();
  for (let weeks = 0; weeks < 13; weeks += 1) {
    world.clock.now += week - 1;
    const reply = await refresh(refreshToken);
    if (weeks === 12) expect(problemOf(reply)).toMatchObject({ code: 'invalid_refresh_token' });
    else ({ refreshToken } = Tokens.parse(bodyOf(reply)));
  }
});

test('a log-in takes six calls to the table and a transaction, a refresh three calls', async () => {
  const { user } = await world.addPerson();
  const callsOf = async (act: () => Promise<unknown>) => {
    const before = world.calls.length;
    await act();
    return world.calls.slice(before).map(({ action }) => action.replace('dynamodb:', ''));
  };
  await logIn(user.email);
  expect(await callsOf(() => logIn(user.email))).toEqual([
    // Network and account are counted; address, person, second factor and memberships are read.
    ...['UpdateItem', 'UpdateItem', 'GetItem', 'GetItem', 'GetItem', 'Query'],
    // One transaction: the session, its record, and the count that it clears.
    ...['PutItem', 'PutItem', 'DeleteItem'],
  ]);
  const { refreshToken } = await session();
  expect(await callsOf(() => refresh(refreshToken))).toEqual(['GetItem', 'BatchGetItem', 'UpdateItem']);
});
