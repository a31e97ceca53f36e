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

const logIn = (email: string) => world.ask({ routeKey: 'POST /v1/auth/login', body: { email, password } });
const confirm = (token: string) => world.ask({ routeKey: 'POST /v1/auth/confirm-email', body: { token } });
let people = 0;
async function person() {
  const made = await world.addPerson();
  const { accessToken } = Tokens.parse(bodyOf(await logIn(made.user.email)));
  people += 1;
  const wish = (email: string, secret = password) =>
    world.ask({ routeKey: 'POST /v1/me/email', body: { email, password: secret }, credential: accessToken });
  return { ...made, wish, wanted: `new-${people}@example.com` };
}
/** The token of the mail that a wish brings. */
async function linkFor(reply: ReturnType<typeof confirm>) {
  expect((await reply).statusCode).toBe(202);
  const mails = await mailsOf(world);
  world.bus.events.length = 0;
  return mails.at(-1)?.token ?? '';
}

test('the new address is mailed, and takes over when its link is opened; the old one is told', async () => {
  const { user, organization, wish, wanted } = await person();
  await wish(wanted.toUpperCase());
  const [mailed] = await mailsOf(world);
  expect(mailed?.to).toBe(wanted);
  expect((await logIn(wanted)).statusCode).toBe(401);
  world.bus.events.length = 0;
  expect(bodyOf(await confirm(mailed?.token ?? ''))).toMatchObject({ user: { id: user.id, email: wanted } });
  expect((await logIn(wanted)).statusCode).toBe(200);
  expect((await logIn(user.email)).statusCode).toBe(401);
  const [told] = await mailsOf(world);
  expect(told).toMatchObject({ to: user.email, mail: { subject: 'Your e-mail address was changed' } });
  expect(told?.mail.text).toContain(wanted);
  expect((await actsOf(world, organization.id)).map(({ action }) => action)).toContain('account.email-changed');
  expect(JSON.stringify(world.bus.events)).not.toContain('@');
});

test('the old address is free afterwards, and the new one is not', async () => {
  const { user, wish, wanted } = await person();
  await confirm(await linkFor(wish(wanted)));
  const signUp = (email: string) =>
    world.ask({
      routeKey: 'POST /v1/auth/signup',
      body: { email, password: 'quite another one', name: 'Eve', organizationName: 'Eves' },
    });
  expect((await signUp(wanted)).statusCode).toBe(409);
  expect((await signUp(user.email)).statusCode).toBe(201);
});

test('an address that was taken meanwhile is a conflict, and nothing changes', async () => {
  const [one, two] = [await person(), await person()];
  const token = await linkFor(one.wish(two.user.email));
  expect(problemOf(await confirm(token))).toMatchObject({ status: 409, code: 'conflict' });
  expect(await world.users.findByEmail(two.user.email)).toMatchObject({ id: two.user.id });
  expect(await world.users.get(one.user.id)).toMatchObject({ email: one.user.email });
});

test('of two people who want one address exactly one gets it', async () => {
  const [one, two] = [await person(), await person()];
  const tokens = [await linkFor(one.wish(one.wanted)), await linkFor(two.wish(one.wanted))];
  const replies = await Promise.all(tokens.map(confirm));
  expect(replies.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 409]);
});

test('a link works once, and lapses with a later wish', async () => {
  const { user, wish, wanted } = await person();
  const first = await linkFor(wish('first-wish@example.com'));
  const second = await linkFor(wish(wanted));
  expect(problemOf(await confirm(first))).toMatchObject({ status: 422, code: 'invalid_link' });
  const replies = await Promise.all(Array.from({ length: 5 }, () => confirm(second)));
  expect(replies.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1);
  expect(await world.users.get(user.id)).toMatchObject({ email: wanted });
});

test('a link lapses after 24 hours, to the millisecond', async () => {
  const { wish, wanted } = await person();
  const token = await linkFor(wish(wanted));
  world.clock.now = start + 24 * 3_600_000;
  expect(problemOf(await confirm(token))).toMatchObject({ code: 'invalid_link' });
  world.clock.now -= 1;
  expect((await confirm(token)).statusCode).toBe(200);
});

test('a reset link that went to the old address lapses', async () => {
  const { user, wish, wanted } = await person();
  await world.ask({ routeKey: 'POST /v1/auth/password/forgot', body: { email: user.email } });
  const [mailed] = await mailsOf(world);
  world.bus.events.length = 0;
  await confirm(await linkFor(wish(wanted)));
  const body = { token: mailed?.token, newPassword: 'quite another one' };
  const reply = await world.ask({ routeKey: 'POST /v1/auth/password/reset', body });
  expect(problemOf(reply)).toMatchObject({ code: 'invalid_link' });
});

test('it takes the password, another address, and no more than three wishes an hour', async () => {
  const { user, wish, wanted } = await person();
  expect(problemOf(await wish(wanted, 'wrong'))).toMatchObject({ status: 401, code: 'invalid_credentials' });
  expect(problemOf(await wish(user.email))).toMatchObject({ status: 409 });
  expect(problemOf(await wish('аda@example.com'))).toMatchObject({ status: 422 });
  for (let at = 0; at < 3; at += 1) expect((await wish(wanted)).statusCode).toBe(202);
  expect(problemOf(await wish(wanted))).toMatchObject({ status: 429, code: 'too_many_attempts' });
});
