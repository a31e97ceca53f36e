import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { maxPasskeys } from '../../../../lambdas/auth/passkey/passkey.ts';
import { sessionKey } from '../../../../lambdas/auth/session/store.ts';
import { newId } from '../../../../shared/id.ts';
import { bodyOf, problemOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { type AuthWorld, startAuth, Tokens } from '../auth-world.ts';
import { visitor } from '../mfa/app.ts';
import { type Lie, SoftwareAuthenticator } from './software-authenticator.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = start;
});

const minute = 60_000;
const Options = z.object({ challenge: z.string(), user: z.object({ id: z.string() }) });
const Passkey = z.object({ id: z.string() });
type Person = Awaited<ReturnType<typeof visitor>>;

const options = async (person: Person) => Options.parse(bodyOf(await person.post('passkeys/options')));
const add = (person: Person, response: object, name = 'Laptop') => person.post('passkeys', { name, response });
const addNew = async (person: Person, lie?: Lie) =>
  add(person, new SoftwareAuthenticator().create(await options(person), lie));
const remove = (credential: string, id: string) =>
  world.ask({ routeKey: 'DELETE /v1/auth/passkeys/{id}', params: { id }, credential });

test('a registration challenge works once', async () => {
  const person = await visitor(world);
  const question = await options(person);
  expect((await add(person, new SoftwareAuthenticator().create(question))).statusCode).toBe(201);
  const again = await add(person, new SoftwareAuthenticator().create(question));
  expect(problemOf(again)).toMatchObject({ status: 422, code: 'validation_failed' });
});

test('the challenge of another person adds nothing, and stays theirs', async () => {
  const [mine, theirs] = [await visitor(world), await visitor(world)];
  const question = await options(theirs);
  expect(problemOf(await add(mine, new SoftwareAuthenticator().create(question)))).toMatchObject({ status: 422 });
  expect((await add(theirs, new SoftwareAuthenticator().create(question))).statusCode).toBe(201);
});

test('a log-in challenge does not register, and a registration challenge does not log in', async () => {
  const person = await visitor(world);
  const authenticator = new SoftwareAuthenticator();
  const offered = await world.ask({ routeKey: 'POST /v1/auth/passkeys/login/options', body: {} });
  const forLogIn = z.object({ challenge: z.string() }).parse(bodyOf(offered));
  const own = await options(person);
  expect(problemOf(await add(person, authenticator.create({ ...own, ...forLogIn })))).toMatchObject({ status: 422 });
  expect((await add(person, authenticator.create(own))).statusCode).toBe(201);
  const response = authenticator.get(await options(person));
  const entered = await world.ask({ routeKey: 'POST /v1/auth/passkeys/login', body: { response } });
  expect(problemOf(entered)).toMatchObject({ code: 'invalid_credentials' });
});

test('a registration challenge is good for five minutes, to the millisecond', async () => {
  const person = await visitor(world);
  const [early, late] = [await options(person), await options(person)];
  world.clock.now = start + 5 * minute - 1;
  expect((await add(person, new SoftwareAuthenticator().create(early))).statusCode).toBe(201);
  world.clock.now += 1;
  expect((await add(person, new SoftwareAuthenticator().create(late))).statusCode).toBe(422);
});

const lies: [string, Lie][] = [
  ['the origin of another site', { origin: 'https://evil.example' }],
  ['the relying party of another site', { rpId: 'evil.example' }],
  ['a frame of another site', { crossOrigin: true }],
  ['the type of the other ceremony', { type: 'webauthn.get' }],
  ['nobody verified', { isUserVerified: false }],
  ['an attestation with a certificate', { format: 'packed', statement: new Map([['x5c', [new Uint8Array(9)]]]) }],
  ['an attestation that we did not ask for', { format: 'android-safetynet' }],
  ['an attestation of an unknown form', { format: 'made-up' }],
];

test.each(lies)('a registration with %s is refused', async (_, lie) => {
  const person = await visitor(world);
  expect(problemOf(await addNew(person, lie))).toMatchObject({ status: 422, code: 'validation_failed' });
  expect(await person.status()).toMatchObject({ passkeys: 0 });
});

test('a credential belongs to one person: nobody registers that of another, nor twice', async () => {
  const [mine, theirs] = [await visitor(world), await visitor(world)];
  const authenticator = new SoftwareAuthenticator();
  expect((await add(theirs, authenticator.create(await options(theirs)))).statusCode).toBe(201);
  const { credentialId } = authenticator;
  expect(problemOf(await addNew(mine, { credentialId }))).toMatchObject({ status: 409, code: 'conflict' });
  expect(problemOf(await addNew(theirs, { credentialId }))).toMatchObject({ code: 'conflict' });
  expect(await mine.status()).toMatchObject({ passkeys: 0 });
});

test('of twenty parallel registrations of one credential by two people exactly one wins', async () => {
  const people = [await visitor(world), await visitor(world)];
  const authenticator = new SoftwareAuthenticator();
  const tries = Array.from({ length: 20 }, (_, at) => people[at % 2] ?? people[0]).flatMap((person) => person ?? []);
  const questions = await Promise.all(tries.map(options));
  const replies = await Promise.all(
    tries.map((person, at) => add(person, authenticator.create(questions[at] ?? { challenge: '', user: { id: '' } }))),
  );
  expect(replies.filter(({ statusCode }) => statusCode === 201)).toHaveLength(1);
});

test('there is room for twenty passkeys, however many are added at once', async () => {
  const person = await visitor(world);
  for (let count = 0; count < maxPasskeys - 2; count += 1) expect((await addNew(person)).statusCode).toBe(201);
  const replies = await Promise.all(Array.from({ length: 6 }, () => addNew(person)));
  expect(replies.filter(({ statusCode }) => statusCode === 201)).toHaveLength(2);
  expect(replies.filter(({ statusCode }) => statusCode === 409)).toHaveLength(4);
  expect(await person.status()).toMatchObject({ passkeys: maxPasskeys });
  const list = await world.ask({
    routeKey: 'GET /v1/auth/passkeys',
    query: { limit: '1' },
    credential: person.credential,
  });
  const [first] = z.object({ items: z.array(Passkey), nextCursor: z.string() }).parse(bodyOf(list)).items;
  expect((await remove(person.credential, first?.id ?? '')).statusCode).toBe(204);
  expect((await addNew(person)).statusCode).toBe(201);
});

test('a removed passkey logs nobody in', async () => {
  const person = await visitor(world);
  const authenticator = new SoftwareAuthenticator();
  const { id } = Passkey.parse(bodyOf(await add(person, authenticator.create(await options(person)))));
  expect((await remove(person.credential, id)).statusCode).toBe(204);
  expect(problemOf(await remove(person.credential, id))).toMatchObject({ code: 'not_found' });
  const offered = await world.ask({ routeKey: 'POST /v1/auth/passkeys/login/options', body: {} });
  const response = authenticator.get(z.object({ challenge: z.string() }).parse(bodyOf(offered)));
  const entered = await world.ask({ routeKey: 'POST /v1/auth/passkeys/login', body: { response } });
  expect(problemOf(entered)).toMatchObject({ code: 'invalid_credentials' });
  expect(await world.dump()).toContain('passkey.removed');
});

test('of ten parallel removals one says that it did it, and the room is given back once', async () => {
  const person = await visitor(world);
  const { id } = Passkey.parse(bodyOf(await addNew(person)));
  await addNew(person);
  const replies = await Promise.all(Array.from({ length: 10 }, () => remove(person.credential, id)));
  expect(replies.filter(({ statusCode }) => statusCode === 204)).toHaveLength(1);
  expect(replies.filter(({ statusCode }) => statusCode === 404)).toHaveLength(9);
  const count = z.object({ count: z.number() });
  expect(await world.table.get(count, { pk: `USER#${person.user.id}`, sk: 'PASSKEYS' })).toEqual({ count: 1 });
});

test('the passkey of another person is not there for anybody else', async () => {
  const [mine, theirs] = [await visitor(world), await visitor(world)];
  const { id } = Passkey.parse(bodyOf(await addNew(theirs)));
  expect(problemOf(await remove(mine.credential, id))).toMatchObject({ status: 404 });
  expect(problemOf(await remove(mine.credential, newId('passkey', start)))).toMatchObject({ status: 404 });
  expect(await theirs.status()).toMatchObject({ passkeys: 1 });
});

test.each([' ', '', 'x'.repeat(101), 7])('the name %j is refused', async (name) => {
  const person = await visitor(world);
  const response = new SoftwareAuthenticator().create(await options(person));
  const reply = await person.post('passkeys', { name, response });
  expect(problemOf(reply)).toMatchObject({ code: 'validation_failed' });
});

test('a body may not say whose passkey it is', async () => {
  const person = await visitor(world);
  const response = new SoftwareAuthenticator().create(await options(person));
  const reply = await person.post('passkeys', { name: 'n', response, userId: newId('user', start) });
  expect(problemOf(reply)).toMatchObject({ code: 'validation_failed' });
});

test('adding and removing need a log-in of the last 15 minutes', async () => {
  const person = await visitor(world);
  const { id } = Passkey.parse(bodyOf(await addNew(person)));
  const sid = String(decodeJwt(person.credential).sid);
  const createdAt = (age: number) => ({ set: { createdAt: new Date(start - age).toISOString() } });
  await world.table.update(sessionKey(sid), createdAt(15 * minute - 1));
  const question = await options(person);
  await world.table.update(sessionKey(sid), createdAt(15 * minute));
  const response = new SoftwareAuthenticator().create(question);
  for (const reply of [
    await person.post('passkeys/options'),
    await add(person, response),
    await remove(person.credential, id),
  ]) {
    expect(problemOf(reply)).toMatchObject({ status: 403, code: 'forbidden' });
  }
  expect(await person.status()).toMatchObject({ passkeys: 1 });
});

test('keys have no passkeys, and neither has who is not logged in', async () => {
  const person = await visitor(world);
  const { secret } = await person.addKey();
  for (const routeKey of ['POST /v1/auth/passkeys/options', 'GET /v1/auth/passkeys']) {
    const body = routeKey.startsWith('POST') ? { body: {} } : {};
    expect(problemOf(await world.ask({ routeKey, ...body }))).toMatchObject({ code: 'unauthenticated' });
    expect(problemOf(await world.ask({ routeKey, ...body, credential: secret }))).toMatchObject({ code: 'forbidden' });
  }
});

test('a passkey of a person whose account is gone logs nobody in', async () => {
  const person = await visitor(world);
  const authenticator = new SoftwareAuthenticator();
  await add(person, authenticator.create(await options(person)));
  await world.table.delete({ pk: `USER#${person.user.id}`, sk: 'USER' });
  const offered = await world.ask({ routeKey: 'POST /v1/auth/passkeys/login/options', body: {} });
  const response = authenticator.get(z.object({ challenge: z.string() }).parse(bodyOf(offered)));
  const entered = await world.ask({ routeKey: 'POST /v1/auth/passkeys/login', body: { response } });
  expect(problemOf(entered)).toMatchObject({ code: 'invalid_credentials' });
  expect(() => Tokens.parse(bodyOf(entered))).toThrow();
});
