import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
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

const quarter = 15 * 60_000;
const logIn = (email: string, secret = password) =>
  world.ask({ routeKey: 'POST /v1/auth/login', body: { email, password: secret } });
const fail = async (email: string, times: number) => {
  for (let at = 0; at < times; at += 1) await logIn(email, 'wrong');
};

test('the fifth failure locks the account, for the right password, too', async () => {
  const { user } = await world.addPerson();
  await fail(user.email, 4);
  expect(problemOf(await logIn(user.email, 'wrong'))).toMatchObject({ code: 'invalid_credentials' });
  const locked = await logIn(user.email);
  expect(problemOf(locked)).toMatchObject({ status: 429, code: 'too_many_attempts' });
  expect(locked.headers).toMatchObject({ 'retry-after': '900' });
});

test('the lock holds for 15 minutes after the last failure, to the millisecond', async () => {
  const { user } = await world.addPerson();
  await fail(user.email, 4);
  world.clock.now = start + quarter - 1;
  await fail(user.email, 1);
  world.clock.now += quarter - 1;
  const last = await logIn(user.email);
  expect(problemOf(last)).toMatchObject({ code: 'too_many_attempts' });
  expect(last.headers).toMatchObject({ 'retry-after': '1' });
  world.clock.now += 1;
  expect((await logIn(user.email)).statusCode).toBe(200);
});

test('failures are forgotten 15 minutes after the first, and at once by a log-in', async () => {
  const { user } = await world.addPerson();
  await fail(user.email, 4);
  world.clock.now = start + quarter;
  await fail(user.email, 4);
  expect((await logIn(user.email)).statusCode).toBe(200);
  await fail(user.email, 4);
  expect((await logIn(user.email)).statusCode).toBe(200);
});

test('of 50 parallel guesses five are judged, and no more', async () => {
  const { user } = await world.addPerson();
  const replies = await Promise.all(Array.from({ length: 50 }, (_, at) => logIn(user.email, `guess ${at}`)));
  const codes = replies.map((reply) => problemOf(reply).code);
  expect(codes.filter((code) => code === 'invalid_credentials')).toHaveLength(5);
  expect(codes.filter((code) => code === 'too_many_attempts')).toHaveLength(45);
  expect(problemOf(await logIn(user.email))).toMatchObject({ code: 'too_many_attempts' });
});

test('the owner gets one mail when the account is locked, and the log says so', async () => {
  const { user, organization } = await world.addPerson();
  await Promise.all(Array.from({ length: 20 }, () => logIn(user.email, 'wrong')));
  const mails = await mailsOf(world);
  expect(mails.map(({ to, mail }) => [to, mail.subject])).toEqual([[user.email, 'Log-in to your account is paused']]);
  expect(mails[0]?.mail.text).toContain(new Date(start + quarter).toISOString());
  const acts = (await actsOf(world, organization.id)).map(({ action, outcome }) => `${action} ${outcome}`);
  expect(acts.filter((act) => act === 'session.refused failure')).toHaveLength(4);
  expect(acts.filter((act) => act === 'session.locked failure')).toHaveLength(1);
});

test('one account that is locked locks no other', async () => {
  const [one, other] = [await world.addPerson(), await world.addPerson()];
  await fail(one.user.email, 6);
  expect((await logIn(other.user.email)).statusCode).toBe(200);
});

test('the case of an address and spaces around it buy no more guesses', async () => {
  const { user } = await world.addPerson();
  for (const email of [user.email, user.email.toUpperCase(), ` ${user.email} `]) await fail(email, 2);
  expect(problemOf(await logIn(user.email))).toMatchObject({ code: 'too_many_attempts' });
});

test('a right password of an address that is not confirmed is no failure', async () => {
  const { user } = await world.addPerson({ isEmailVerified: false });
  for (let at = 0; at < 8; at += 1) {
    expect(problemOf(await logIn(user.email))).toMatchObject({ code: 'email_not_verified' });
  }
});

test('guesses of the current password by a stolen token count like log-ins', async () => {
  const { user } = await world.addPerson();
  const { accessToken } = Tokens.parse(bodyOf(await logIn(user.email)));
  const change = (currentPassword: string) =>
    world.ask({
      routeKey: 'POST /v1/auth/password/change',
      body: { currentPassword, newPassword: 'quite another one' },
      credential: accessToken,
    });
  for (let at = 0; at < 5; at += 1) expect(problemOf(await change('wrong'))).toMatchObject({ status: 401 });
  expect(problemOf(await change(password))).toMatchObject({ status: 429, code: 'too_many_attempts' });
});

test('a wrong body or an unknown field is told before anything is counted', async () => {
  const { user } = await world.addPerson();
  for (let at = 0; at < 6; at += 1) {
    const body = { email: user.email, password, isAdmin: true };
    expect((await world.ask({ routeKey: 'POST /v1/auth/login', body })).statusCode).toBe(422);
  }
  expect((await logIn(user.email)).statusCode).toBe(200);
});

test('neither address nor account is in what is counted', async () => {
  await logIn('whisper@example.com', 'wrong');
  expect(await world.dump()).not.toContain('whisper');
});
