import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { hashLinkToken } from '../../../../lambdas/auth/link/link-token.ts';
import { bodyOf, problemOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
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
  organization: z.strictObject({ id: z.string(), name: z.string(), plan: z.string(), createdAt: z.string() }),
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
  expect(world.bus.events).toMatchObject([{ data: { userId: waiting.user.id } }]);
});
