import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { hashLinkToken } from '../../../../lambdas/auth/link/link-token.ts';
import { bodyOf, problemOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { actsOf, mailsOf } from '../aftermath.ts';
import { type AuthWorld, password, startAuth } from '../auth-world.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = start;
  world.bus.events.length = 0;
});

const SignedUp = z.strictObject({
  user: z.strictObject({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    isEmailVerified: z.boolean(),
    createdAt: z.string(),
  }),
  organization: z.strictObject({
    id: z.string(),
    name: z.string(),
    plan: z.string(),
    createdAt: z.string(),
    version: z.number(),
  }),
});
const form = { email: 'Ada@Example.com', password, name: ' Ada ', organizationName: 'Analytical Engines' };
const signUp = (change: object = {}, headers: Record<string, string> = {}) =>
  world.ask({
    routeKey: 'POST /v1/auth/signup',
    body: { ...form, ...change },
    headers: { 'content-type': 'application/json', ...headers },
  });
const verify = (token: string) => world.ask({ routeKey: 'POST /v1/auth/verify-email', body: { token } });
const resend = (email: string) => world.ask({ routeKey: 'POST /v1/auth/resend-verification', body: { email } });

test('a sign-up makes a person and their organization, and asks for the mail', async () => {
  const reply = await signUp();
  expect(reply.statusCode).toBe(201);
  const { user, organization } = SignedUp.parse(bodyOf(reply));
  expect(user).toMatchObject({ email: 'ada@example.com', name: 'Ada', isEmailVerified: false });
  expect(organization).toMatchObject({ name: 'Analytical Engines', plan: 'free' });
  expect(await world.organizations.membershipsOf(user.id)).toMatchObject([{ orgId: organization.id, role: 'owner' }]);
  expect(world.bus.events).toMatchObject([
    { type: 'auth.mail-requested.v1', orgId: organization.id, data: { userId: user.id } },
  ]);
  expect(await world.dump()).not.toContain(password);
});

test('of parallel sign-ups with one address exactly one wins, whatever the case', async () => {
  const emails = ['race@example.com', 'RACE@example.com', 'Race@Example.com'];
  const replies = await Promise.all(emails.map((email) => signUp({ email })));
  expect(replies.map(({ statusCode }) => statusCode).toSorted()).toEqual([201, 409, 409]);
  expect(world.bus.events).toHaveLength(1);
});

test('a sign-up repeated with its Idempotency-Key is the same account', async () => {
  const send = () => signUp({ email: 'again@example.com' }, { 'idempotency-key': 'sign-up-1' });
  const [first, second] = [await send(), await send()];
  expect(bodyOf(second)).toEqual(bodyOf(first));
  expect(second.statusCode).toBe(201);
});

test('what is wrong with a form is told per field', async () => {
  const reply = await signUp({ email: 'no address', password: 'short', name: '  ', isAdmin: true });
  expect(
    problemOf(reply)
      .errors?.map(({ path }) => path)
      .toSorted(),
  ).toEqual([...['body.email', 'body.isAdmin', 'body.name', 'body.password']]);
});

async function personWithLink(validMs = 1_000) {
  const person = await world.addPerson({ isEmailVerified: false });
  const token = `token-of-${person.user.id}`;
  const link = { purpose: 'verify-email', subject: person.user.id, expiresAt: start + validMs };
  await world.links.put(hashLinkToken(token), link);
  return { ...person, token };
}

test('a link verifies its address once', async () => {
  const { user, token } = await personWithLink();
  const replies = await Promise.all([verify(token), verify(token), verify(token)]);
  expect(replies.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 422, 422]);
  expect(await world.users.get(user.id)).toMatchObject({ isEmailVerified: true });
  expect(problemOf(await verify(token))).toMatchObject({ code: 'invalid_link' });
});

test('a link that has expired, or is unknown, verifies nothing', async () => {
  const { user, token } = await personWithLink();
  world.clock.now = start + 1_000;
  expect(problemOf(await verify(token))).toMatchObject({ code: 'invalid_link' });
  expect(problemOf(await verify('unknown'))).toMatchObject({ code: 'invalid_link' });
  expect(await world.users.get(user.id)).toMatchObject({ isEmailVerified: false });
});

test('a link of somebody who is gone makes no ghost of them', async () => {
  const { user, token } = await personWithLink();
  await world.table.delete({ pk: `USER#${user.id}`, sk: 'USER' });
  expect(problemOf(await verify(token))).toMatchObject({ code: 'invalid_link' });
  expect(await world.users.get(user.id)).toBeUndefined();
});

test('asking for the mail again is answered alike for everybody, and mails only those who need it', async () => {
  const [waiting, verified] = [await world.addPerson({ isEmailVerified: false }), await world.addPerson()];
  const replies = [];
  for (const email of [waiting.user.email, verified.user.email, 'nobody@example.com'])
    replies.push(await resend(email));
  expect(new Set(replies.map((reply) => JSON.stringify(reply))).size).toBe(1);
  expect(replies[0]).toMatchObject({ statusCode: 202, body: '{"status":"accepted"}' });
  expect(world.bus.events).toHaveLength(3);
  expect((await mailsOf(world)).map(({ to }) => to)).toEqual([waiting.user.email]);
});

test('a mail is sent three times an hour at most, and the fourth wish is answered like the third', async () => {
  const { user } = await world.addPerson({ isEmailVerified: false });
  const replies = [];
  for (let at = 0; at < 4; at += 1) replies.push(await resend(user.email));
  expect(replies[3]).toEqual(replies[2]);
  expect(world.bus.events).toHaveLength(3);
  world.clock.now += 3_600_000;
  await resend(user.email);
  expect(world.bus.events).toHaveLength(4);
});

test('account, organization and confirmed address are in the audit log, without the password', async () => {
  const email = 'audited@example.com';
  const { user, organization } = SignedUp.parse(bodyOf(await signUp({ email })));
  const [mail] = await mailsOf(world);
  expect((await verify(mail?.token ?? '')).statusCode).toBe(200);
  const acts = await actsOf(world, organization.id);
  expect(acts.map(({ action }) => action).toSorted()).toEqual([
    ...['account.created', 'account.email-verified', 'organization.created'],
  ]);
  expect(acts.find(({ action }) => action === 'account.created')).toMatchObject({ actor: { id: user.id } });
});

test.each([
  ...['password123', 'Qwerty2024!', 'P@ssw0rd', 'iloveyou', '12345678', '11111111', 'abcdefgh', 'LIVERPOOL1'],
])('the password %s is refused, because it is guessed first', async (guess) => {
  const problem = problemOf(await signUp({ email: 'weak@example.com', password: guess }));
  expect(problem).toMatchObject({ status: 422, code: 'validation_failed', errors: [{ path: 'body.password' }] });
  expect(problem.errors?.[0]?.message).toContain('guessed first');
});

test.each([
  ['lovelace@example.com', 'the-LOVELACE-one'],
  ['lovelace@example.com', 'lovelace@example.com'],
  ['ab@example.com', 'Analytical Engines'],
  ['ab@example.com', 'analyticalengines'],
])('of %s the password %s is refused, because everybody knows it', async (email, guess) => {
  const problem = problemOf(await signUp({ email, password: guess }));
  expect(problem).toMatchObject({ status: 422, errors: [{ path: 'body.password' }] });
});

test('a short local part does not forbid every password that it is in', async () => {
  expect((await signUp({ email: 'cat@example.com', password: 'a concatenated thing' })).statusCode).toBe(201);
});

test.each([
  ['more rights', { role: 'owner' }],
  ['a plan', { plan: 'enterprise' }],
  ['a verified address', { isEmailVerified: true }],
  ['an id', { id: 'usr_00000000000000000000000000' }],
])('a form that brings %s is refused', async (_, more) => {
  expect(problemOf(await signUp({ email: 'mass@example.com', ...more }))).toMatchObject({ status: 422 });
});

test.each([
  ['Cyrillic a', 'аda@example.com'],
  ['Greek o', 'adο@example.com'],
  ['Cyrillic domain', 'ada@exаmple.com'],
  ['a domain in another script', 'ada@пример.рф'],
  ['a zero-width space', 'ad\u200ba@example.com'],
  ['a bidirectional mark', 'ada\u202e@example.com'],
  ['a Turkish dotted I', 'İda@example.com'],
  ['two lines', 'ada@example.com\nbcc: eve@example.com'],
])('an address with %s is refused: it looks like another one', async (_, email) => {
  expect(problemOf(await signUp({ email }))).toMatchObject({ status: 422, errors: [{ path: 'body.email' }] });
});

test('letters that are compatible are one address, and a domain may be Punycode', async () => {
  expect((await signUp({ email: 'grace@xn--bcher-kva.example' })).statusCode).toBe(201);
  expect((await signUp({ email: 'grace@example.com' })).statusCode).toBe(201);
  expect(problemOf(await signUp({ email: 'ｇｒａｃｅ@example.com' }))).toMatchObject({ code: 'conflict' });
});

test.each([
  ['a link', 'Win at https://evil.example'],
  ['a line break', 'Ada\nBcc: x'],
  ['a turned text', 'Ada\u202eadA'],
])('a name with %s is refused: it stands in our mails', async (_, name) => {
  expect(problemOf(await signUp({ name }))).toMatchObject({ status: 422, errors: [{ path: 'body.name' }] });
});
