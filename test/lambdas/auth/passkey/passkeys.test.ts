import { generateKeyPairSync } from 'node:crypto';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { newId } from '../../../../shared/id.ts';
import { bodyOf, problemOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { type AuthWorld, apiUrl, startAuth, Tokens } from '../auth-world.ts';
import { codeAt, Enrolment, logIn, visitor } from '../mfa/app.ts';
import { type Lie, SoftwareAuthenticator } from './software-authenticator.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = start;
  world.bus.events.length = 0;
});

const minute = 60_000;
const Options = z.looseObject({ challenge: z.string(), user: z.looseObject({ id: z.string() }) });
const Challenge = z.looseObject({ challenge: z.string() });
type Person = Awaited<ReturnType<typeof visitor>>;

const options = async (person: Person) => Options.parse(bodyOf(await person.post('passkeys/options')));
const add = (person: Person, response: object, name = 'Laptop') => person.post('passkeys', { name, response });
const challenge = async () =>
  Challenge.parse(bodyOf(await world.ask({ routeKey: 'POST /v1/auth/passkeys/login/options', body: {} })));
const enter = (response: object, change: object = {}) =>
  world.ask({ routeKey: 'POST /v1/auth/passkeys/login', body: { response, ...change } });
const holder = async () => {
  const person = await visitor(world);
  const authenticator = new SoftwareAuthenticator();
  const added = await add(person, authenticator.create(await options(person)));
  return { ...person, authenticator, passkey: z.object({ id: z.string() }).parse(bodyOf(added)) };
};

test('the options for a new passkey name us, the person, and what we insist on', async () => {
  const person = await visitor(world);
  expect(await options(person)).toMatchObject({
    rp: { id: 'api.example', name: 'ODAVL Cloud' },
    user: { id: Buffer.from(person.user.id).toString('base64url'), name: person.user.email, displayName: 'Ada' },
    challenge: expect.stringMatching(/^[\w-]{43}$/),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    ...{ attestation: 'none', excludeCredentials: [], timeout: 300_000 },
  });
});

test('a passkey is added, listed, told by mail and record, and known to the next options', async () => {
  const person = await visitor(world);
  const authenticator = new SoftwareAuthenticator();
  const reply = await add(person, authenticator.create(await options(person)));
  const passkey = {
    id: expect.stringMatching(/^pk_/),
    name: 'Laptop',
    isBackedUp: true,
    createdAt: expect.any(String),
  };
  expect(reply.statusCode).toBe(201);
  expect(bodyOf(reply)).toEqual(passkey);
  const list = await world.ask({ routeKey: 'GET /v1/auth/passkeys', credential: person.credential });
  expect(bodyOf(list)).toEqual({ items: [passkey] });
  expect(await person.status()).toMatchObject({ passkeys: 1 });
  expect(await options(person)).toMatchObject({ excludeCredentials: [{ id: authenticator.credentialId }] });
  expect(world.bus.ofType('auth.mail-requested.v1')).toMatchObject([{ data: { kind: 'second-factor-changed' } }]);
  expect(await world.dump()).toContain('passkey.added');
});

test('a passkey logs its person in, without a word about who they are', async () => {
  const { authenticator, user, organization } = await holder();
  const tokens = Tokens.parse(bodyOf(await enter(authenticator.get(await challenge()))));
  expect(decodeJwt(tokens.accessToken)).toMatchObject({ sub: user.id, org: organization.id, scope: 'full' });
  const session = await world.sessions.get(String(decodeJwt(tokens.accessToken).sid));
  expect(session).toMatchObject({ userId: user.id, methods: ['hwk'] });
});

test('the options for a log-in are the same for everybody, but for the challenge', async () => {
  const [one, other] = [await challenge(), await challenge()];
  expect(Object.keys(one).sort()).toEqual(['challenge', 'rpId', 'timeout', 'userVerification']);
  expect({ ...one, challenge: '' }).toEqual({ ...other, challenge: '' });
  expect(one.challenge).not.toBe(other.challenge);
});

test('a passkey is two factors, so no code is asked for', async () => {
  const person = await holder();
  const { secret } = Enrolment.parse(
    bodyOf(await person.post('mfa/totp/enroll', { password: 'correct horse battery' })),
  );
  expect((await person.post('mfa/totp/activate', { code: codeAt(secret, start) })).statusCode).toBe(200);
  expect(problemOf(await logIn(world, person.user.email))).toMatchObject({ code: 'mfa_required' });
  expect((await enter(person.authenticator.get(await challenge()))).statusCode).toBe(200);
});

test('an organization may be asked for, but only one of the person’s', async () => {
  const { authenticator, organization } = await holder();
  const own = await enter(authenticator.get(await challenge()), { organizationId: organization.id });
  expect(own.statusCode).toBe(200);
  const foreign = { organizationId: newId('organization', start) };
  expect(problemOf(await enter(authenticator.get(await challenge()), foreign))).toMatchObject({ code: 'not_found' });
});

test('whoever has not confirmed the address may not enter', async () => {
  const { authenticator, user } = await holder();
  await world.table.update({ pk: `USER#${user.id}`, sk: 'USER' }, { set: { isEmailVerified: false } });
  expect(problemOf(await enter(authenticator.get(await challenge())))).toMatchObject({ code: 'email_not_verified' });
});

test('an account that waits for its erasure is not entered', async () => {
  const { authenticator, user } = await holder();
  const deletionScheduledFor = new Date(start + minute).toISOString();
  await world.table.update({ pk: `USER#${user.id}`, sk: 'USER' }, { set: { deletionScheduledFor } });
  const reply = await enter(authenticator.get(await challenge()));
  expect(problemOf(reply)).toMatchObject({ code: 'account_deletion_scheduled' });
});

test('a challenge works once, even for the same passkey', async () => {
  const { authenticator } = await holder();
  const question = await challenge();
  expect((await enter(authenticator.get(question))).statusCode).toBe(200);
  expect(problemOf(await enter(authenticator.get(question)))).toMatchObject({ code: 'invalid_credentials' });
});

test('of fifty parallel uses of one answer exactly one enters', async () => {
  const { authenticator } = await holder();
  const response = authenticator.get(await challenge());
  const replies = await Promise.all(Array.from({ length: 50 }, () => enter(response)));
  expect(replies.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1);
  expect(replies.filter(({ statusCode }) => statusCode === 401)).toHaveLength(49);
});

test('a wrong answer uses the challenge up', async () => {
  const { authenticator } = await holder();
  const question = await challenge();
  expect((await enter(authenticator.get(question, { origin: 'https://evil.example' }))).statusCode).toBe(401);
  expect((await enter(authenticator.get(question))).statusCode).toBe(401);
});

test('a challenge is good for five minutes, to the millisecond', async () => {
  const { authenticator } = await holder();
  const [early, late] = [await challenge(), await challenge()];
  world.clock.now = start + 5 * minute - 1;
  expect((await enter(authenticator.get(early))).statusCode).toBe(200);
  world.clock.now += 1;
  expect((await enter(authenticator.get(late))).statusCode).toBe(401);
});

test('no challenge stands in the table as it was given out', async () => {
  const [logInChallenge, person] = [await challenge(), await visitor(world)];
  const registration = await options(person);
  const stored = await world.dump();
  expect(stored).not.toContain(logInChallenge.challenge);
  expect(stored).not.toContain(registration.challenge);
});

const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const lies: [string, Lie][] = [
  ['the origin of another site', { origin: 'https://api.example.evil.test' }],
  ['our origin without TLS', { origin: 'http://api.example' }],
  ['our origin on another port', { origin: `${apiUrl}:8443` }],
  ['the relying party of another site', { rpId: 'evil.example' }],
  ['a frame of another site', { crossOrigin: true }],
  ['the type of the other ceremony', { type: 'webauthn.create' }],
  ['nobody verified', { isUserVerified: false }],
  ['the handle of somebody else', { userHandle: Buffer.from(newId('user', start)).toString('base64url') }],
  ['a signature of another key', { key: other }],
  ['a credential that nobody has', { credentialId: 'A'.repeat(43) }],
];

test.each(lies)('an answer with %s does not log in', async (_, lie) => {
  const { authenticator } = await holder();
  const reply = await enter(authenticator.get(await challenge(), lie));
  expect(problemOf(reply)).toMatchObject({ status: 401, code: 'invalid_credentials' });
  expect(problemOf(reply).detail).not.toMatch(/origin|challenge|counter/i);
});

test('an answer to a challenge that we never gave does not log in', async () => {
  const { authenticator } = await holder();
  const invented = { challenge: 'A'.repeat(43) };
  expect(problemOf(await enter(authenticator.get(invented)))).toMatchObject({ code: 'invalid_credentials' });
});

test('the passkey of somebody else does not log in under another’s handle', async () => {
  const [mine, theirs] = [await holder(), await holder()];
  const userHandle = Buffer.from(theirs.user.id).toString('base64url');
  expect((await enter(mine.authenticator.get(await challenge(), { userHandle }))).statusCode).toBe(401);
  const { credentialId } = theirs.authenticator;
  expect((await enter(mine.authenticator.get(await challenge(), { userHandle, credentialId }))).statusCode).toBe(401);
});

test('a counter must grow: a copy of the authenticator is refused', async () => {
  const { authenticator } = await holder();
  const at = async (counter: number) => (await enter(authenticator.get(await challenge(), { counter }))).statusCode;
  expect(await at(7)).toBe(200);
  expect(await at(7)).toBe(401);
  expect(await at(6)).toBe(401);
  expect(await at(0)).toBe(401);
  expect(await at(8)).toBe(200);
});

test('of parallel uses of one counter value exactly one enters', async () => {
  const { authenticator } = await holder();
  const questions = await Promise.all(Array.from({ length: 10 }, challenge));
  const replies = await Promise.all(questions.map((each) => enter(authenticator.get(each, { counter: 3 }))));
  expect(replies.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1);
});

test('an authenticator that does not count may be used again and again', async () => {
  const { authenticator } = await holder();
  for (let use = 0; use < 3; use += 1) expect((await enter(authenticator.get(await challenge()))).statusCode).toBe(200);
});

test.each([
  ['nothing', {}],
  ['a number', 7],
  ['client data that is no JSON', { clientDataJSON: 'AAAA' }],
  ['client data that is too long', { clientDataJSON: 'A'.repeat(9_000) }],
  ['bytes that are not base64url', { signature: 'a+b/=' }],
  ['no handle', { userHandle: undefined }],
  ['authenticator data that is cut off', { authenticatorData: 'AAAA' }],
])('a response with %s is refused, not an error of ours', async (_, change) => {
  const { authenticator } = await holder();
  const good = authenticator.get(await challenge());
  const response =
    typeof change === 'object' && Object.keys(change).length > 0 ? { ...good.response, ...change } : change;
  const reply = await enter({ ...good, response });
  expect([401, 422]).toContain(reply.statusCode);
});

test('a network that tries without end is held, at both halves of a log-in', async () => {
  const small = await startAuth({ signInBurstPerIp: 3 });
  const ask = (path: string, body: object) => small.ask({ routeKey: `POST /v1/auth/passkeys/${path}`, body });
  const response = new SoftwareAuthenticator().get({ challenge: 'A'.repeat(43) }, { userHandle: 'AAAA' });
  for (const [path, body] of [
    ['login/options', {}],
    ['login', { response }],
  ] as const) {
    const replies = await Promise.all(Array.from({ length: 10 }, () => ask(path, body)));
    expect(replies.filter(({ statusCode }) => statusCode === 429)).toHaveLength(7);
  }
  await small.close();
});
