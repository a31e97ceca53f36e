import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { bodyOf, problemOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { actsOf, mailsOf } from '../aftermath.ts';
import { type AuthWorld, password, startAuth, Tokens } from '../auth-world.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = start;
  world.bus.events.length = 0;
});

const Anything = z.looseObject({ pk: z.string(), sk: z.string() });
const better = 'quite another one';
const post = (path: string, body: object, credential?: string) =>
  world.ask({ routeKey: `POST /v1/auth/${path}`, body, ...(credential && { credential }) });
const logIn = (email: string, secret = password) => post('login', { email, password: secret });
const refresh = (refreshToken: string) => post('refresh', { refreshToken });
const reset = (token: string, newPassword = better) => post('password/reset', { token, newPassword });
async function linkFor(email: string) {
  world.bus.events.length = 0;
  await post('password/forgot', { email });
  const [mailed] = await mailsOf(world);
  return mailed?.token ?? '';
}
async function loggedIn() {
  const person = await world.addPerson();
  return { ...person, ...Tokens.parse(bodyOf(await logIn(person.user.email))) };
}
const codeOf = async (reply: ReturnType<typeof post>) => problemOf(await reply).code;

test('a mailed link sets a new password, ends all sessions, and tells the owner', async () => {
  const { user, organization, refreshToken, accessToken } = await loggedIn();
  const token = await linkFor(user.email);
  world.bus.events.length = 0;
  expect((await reset(token)).statusCode).toBe(204);
  expect(await codeOf(refresh(refreshToken))).toBe('invalid_refresh_token');
  expect((await world.ask({ routeKey: 'GET /v1/me', credential: accessToken })).statusCode).toBe(401);
  expect(await codeOf(logIn(user.email))).toBe('invalid_credentials');
  expect((await logIn(user.email, better)).statusCode).toBe(200);
  expect((await mailsOf(world)).map(({ to, mail }) => [to, mail.subject])).toEqual([
    [user.email, 'Your password was changed'],
  ]);
  const acts = await actsOf(world, organization.id);
  expect(acts.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['password.reset-requested', 'password.reset', 'session.revoked']),
  );
  expect(JSON.stringify(acts)).not.toMatch(/argon2|quite another/);
});

test('a link works once, for one of any number of parallel uses', async () => {
  const { user } = await world.addPerson();
  const token = await linkFor(user.email);
  const replies = await Promise.all(Array.from({ length: 10 }, (_, at) => reset(token, `${better} ${at}`)));
  expect(replies.filter(({ statusCode }) => statusCode === 204)).toHaveLength(1);
  expect(await codeOf(reset(token))).toBe('invalid_link');
});

test('a link lapses after an hour, to the millisecond', async () => {
  const { user } = await world.addPerson();
  const token = await linkFor(user.email);
  world.clock.now = start + 3_600_000;
  expect(await codeOf(reset(token))).toBe('invalid_link');
  world.clock.now -= 1;
  expect((await reset(token)).statusCode).toBe(204);
});

test('all links lapse with the password that they were asked for', async () => {
  const { user } = await world.addPerson();
  const [one, two] = [await linkFor(user.email), await linkFor(user.email)];
  expect((await reset(two)).statusCode).toBe(204);
  expect(await codeOf(reset(one, 'an attempt more'))).toBe('invalid_link');
  expect((await logIn(user.email, better)).statusCode).toBe(200);
});

test('a link of another kind resets nothing', async () => {
  const { user } = await world.addPerson({ isEmailVerified: false });
  await post('resend-verification', { email: user.email });
  const [mailed] = await mailsOf(world);
  expect(await codeOf(reset(mailed?.token ?? ''))).toBe('invalid_link');
  expect(await codeOf(reset('nonsense'))).toBe('invalid_link');
});

test('a reset proves the address, too', async () => {
  const { user } = await world.addPerson({ isEmailVerified: false });
  expect((await reset(await linkFor(user.email))).statusCode).toBe(204);
  expect((await logIn(user.email, better)).statusCode).toBe(200);
});

test('a reset ends a lockout', async () => {
  const { user } = await world.addPerson();
  for (let at = 0; at < 6; at += 1) await logIn(user.email, 'wrong');
  expect(await codeOf(logIn(user.email))).toBe('too_many_attempts');
  expect((await reset(await linkFor(user.email))).statusCode).toBe(204);
  expect((await logIn(user.email, better)).statusCode).toBe(200);
});

test('a password that is guessed first is refused, and leaves the link good', async () => {
  const { user } = await world.addPerson();
  const token = await linkFor(user.email);
  for (const weak of ['password123', 'analytical', user.email, 'short', 'x'.repeat(257)]) {
    expect(problemOf(await reset(token, weak))).toMatchObject({ status: 422, errors: [{ path: 'body.newPassword' }] });
  }
  expect((await reset(token)).statusCode).toBe(204);
});

test('a body that brings more than a token and a password is refused', async () => {
  const { user } = await world.addPerson();
  const token = await linkFor(user.email);
  const reply = await post('password/reset', { token, newPassword: better, isEmailVerified: true, userId: user.id });
  expect(reply.statusCode).toBe(422);
});

test('the old password sets a new one: other sessions end, this one goes on', async () => {
  const { user, organization, accessToken, refreshToken } = await loggedIn();
  world.clock.now += 1;
  const other = Tokens.parse(bodyOf(await logIn(user.email)));
  world.clock.now += 1;
  world.bus.events.length = 0;
  const body = { currentPassword: password, newPassword: better };
  expect((await post('password/change', body, accessToken)).statusCode).toBe(204);
  expect(await codeOf(refresh(other.refreshToken))).toBe('invalid_refresh_token');
  expect((await refresh(refreshToken)).statusCode).toBe(200);
  expect((await logIn(user.email, better)).statusCode).toBe(200);
  expect((await mailsOf(world)).map(({ mail }) => mail.subject)).toEqual(['Your password was changed']);
  expect((await actsOf(world, organization.id)).map(({ action }) => action)).toContain('password.changed');
});

test('a session whose item was not found to be deleted is over all the same', async () => {
  const { user, refreshToken } = await loggedIn();
  const missed = await world.table.query(Anything, {
    index: 'gsi1',
    pk: `USER#${user.id}`,
    skPrefix: 'SESSION#',
    limit: 1,
  });
  world.clock.now += 1;
  expect((await reset(await linkFor(user.email))).statusCode).toBe(204);
  for (const item of missed) await world.table.put(item);
  expect(await codeOf(refresh(refreshToken))).toBe('invalid_refresh_token');
});

test.each([
  ['a wrong current password', { currentPassword: 'wrong', newPassword: better }, 401, 'invalid_credentials'],
  ['the same password', { currentPassword: password, newPassword: password }, 422, 'validation_failed'],
  ['a common password', { currentPassword: password, newPassword: 'Summer2026' }, 422, 'validation_failed'],
])('%s changes nothing', async (_, body, status, code) => {
  const { user, accessToken } = await loggedIn();
  expect(problemOf(await post('password/change', body, accessToken))).toMatchObject({ status, code });
  expect((await logIn(user.email)).statusCode).toBe(200);
});

test('of parallel changes one wins', async () => {
  const { accessToken } = await loggedIn();
  const replies = await Promise.all(
    Array.from({ length: 5 }, (_, at) =>
      post('password/change', { currentPassword: password, newPassword: `${better} ${at}` }, accessToken),
    ),
  );
  const won = replies.filter(({ statusCode }) => statusCode === 204);
  expect(won).toHaveLength(1);
});
