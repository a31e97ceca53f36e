import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createMfaStore } from '../../../../lambdas/auth/mfa/store.ts';
import { sessionKey } from '../../../../lambdas/auth/session/store.ts';
import { bodyOf, problemOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { type AuthWorld, password, startAuth, Tokens } from '../auth-world.ts';
import { codeAt, Enrolment, logIn, protectedVisitor, visitor } from './app.ts';

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
const enroll = async (person: Awaited<ReturnType<typeof visitor>>) =>
  Enrolment.parse(bodyOf(await person.post('mfa/totp/enroll', { password })));

test('an enrolment gives a secret of 160 bits, a URI for the app, and a picture of it', async () => {
  const person = await visitor(world);
  const { secret, otpauthUri, qrSvg } = await enroll(person);
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  const uri = new URL(otpauthUri);
  expect(decodeURIComponent(uri.pathname)).toContain(person.user.email);
  expect(Object.fromEntries(uri.searchParams)).toMatchObject({
    secret,
    issuer: 'ODAVL Cloud',
    digits: '6',
    period: '30',
  });
  expect(qrSvg).toMatch(/^<svg /);
  expect(await person.status()).toEqual({ totp: { isActive: false }, recoveryCodesLeft: 0, passkeys: 0 });
  expect((await logIn(world, person.user.email)).statusCode).toBe(200);
});

test('a first right code makes it the second factor, gives ten recovery codes, and is told by mail and record', async () => {
  const person = await protectedVisitor(world);
  expect(new Set(person.recoveryCodes).size).toBe(10);
  for (const code of person.recoveryCodes) expect(code).toMatch(/^(?:[0-9a-hjkmnp-tv-z]{4}-){5}[0-9a-hjkmnp-tv-z]{4}$/);
  expect(await person.status()).toEqual({
    totp: { isActive: true, activatedAt: new Date(start).toISOString() },
    ...{ recoveryCodesLeft: 10, passkeys: 0 },
  });
  expect(world.bus.ofType('auth.mail-requested.v1')).toMatchObject([
    { data: { kind: 'second-factor-changed', userId: person.user.id, facts: { change: expect.any(String) } } },
  ]);
  expect(await world.dump()).toContain('totp.activated');
});

test('with it, a password alone is not enough, and a code beside it is', async () => {
  const person = await protectedVisitor(world);
  expect(problemOf(await logIn(world, person.user.email))).toMatchObject({ status: 401, code: 'mfa_required' });
  const { accessToken } = Tokens.parse(bodyOf(await logIn(world, person.user.email, person.code())));
  expect(await world.sessions.get(String(decodeJwt(accessToken).sid))).toMatchObject({ methods: ['pwd', 'otp'] });
});

test('neither the secret nor a recovery code can be read in the table', async () => {
  const { secret, recoveryCodes } = await protectedVisitor(world);
  const stored = await world.dump();
  for (const text of [secret, ...recoveryCodes, ...recoveryCodes.map((code) => code.replaceAll('-', ''))]) {
    expect(stored).not.toContain(text);
  }
});

test('a sealed secret opens for nobody but its person', async () => {
  const [mine, theirs] = [await protectedVisitor(world), await protectedVisitor(world)];
  const store = createMfaStore(world.client, world.table);
  const stolen = await store.get(theirs.user.id);
  const key = { pk: `USER#${mine.user.id}`, sk: 'AUTHENTICATOR' };
  await world.table.update(key, { set: { sealedSecret: stolen?.sealedSecret } });
  const reply = await logIn(world, mine.user.email, theirs.code());
  expect(reply.statusCode).toBe(500);
});

test('a code works once, and none that is older works after it', async () => {
  const { user, secret } = await protectedVisitor(world);
  const now = world.clock.now;
  expect((await logIn(world, user.email, codeAt(secret, now))).statusCode).toBe(200);
  expect(problemOf(await logIn(world, user.email, codeAt(secret, now)))).toMatchObject({ code: 'invalid_credentials' });
  expect(problemOf(await logIn(world, user.email, codeAt(secret, now - 30_000)))).toMatchObject({ status: 401 });
  expect((await logIn(world, user.email, codeAt(secret, now + 30_000))).statusCode).toBe(200);
});

test('the code that activated it does not log in', async () => {
  const person = await visitor(world);
  const { secret } = await enroll(person);
  const code = codeAt(secret, world.clock.now);
  expect((await person.post('mfa/totp/activate', { code })).statusCode).toBe(200);
  expect(problemOf(await logIn(world, person.user.email, code))).toMatchObject({ code: 'invalid_credentials' });
});

test.each([
  ['one step early', 30_000, 200],
  ['one step late', -30_000, 200],
  ['two steps early', 60_000, 401],
  ['two steps late', -60_000, 401],
])('a code of a clock that is %s', async (_, drift, status) => {
  const { user, secret } = await protectedVisitor(world);
  world.clock.now += 5 * minute;
  expect((await logIn(world, user.email, codeAt(secret, world.clock.now + drift))).statusCode).toBe(status);
});

test('a code may be typed with a space', async () => {
  const { user, code } = await protectedVisitor(world);
  expect((await logIn(world, user.email, code().replace(/^.../, '$& '))).statusCode).toBe(200);
});

test('of twenty parallel uses of one code at most one logs in', async () => {
  const { user, credential, secret } = await protectedVisitor(world);
  const ctx = { requestId: 'r', now: world.clock.now, source: { ip: '192.0.2.1', userAgent: 'test' } };
  const authenticator = await createMfaStore(world.client, world.table).get(user.id);
  if (!authenticator) throw new Error('There is no second factor.');
  const { spendCode } = await import('../../../../lambdas/auth/mfa/spend-code.ts');
  const deps = { dynamo: world.client, table: world.table, loadSigningKey: world.loadSigningKey };
  const input = { authenticator, code: codeAt(secret, ctx.now) };
  const used = await Promise.all(Array.from({ length: 20 }, () => spendCode({ ctx, deps, input })));
  expect(used.filter((how) => how === 'otp')).toHaveLength(1);
  expect(used.filter((how) => how === undefined)).toHaveLength(19);
  expect(credential).not.toBe('');
});

test.each(['000000', '12345', '1234567', 'abcdef', '１２３４５６', '0'.repeat(64), '-', ' '])(
  'the code %j is refused',
  async (code) => {
    const { user } = await protectedVisitor(world);
    const reply = await logIn(world, user.email, code);
    expect(reply.statusCode).toBe(401);
  },
);

test('a code longer than any of ours is not even looked at', async () => {
  const { user } = await protectedVisitor(world);
  expect(problemOf(await logIn(world, user.email, '1'.repeat(65)))).toMatchObject({ code: 'validation_failed' });
});

test('wrong codes at log-in lock the account, right code or not', async () => {
  const { user, code } = await protectedVisitor(world);
  for (let attempt = 0; attempt < 5; attempt += 1) {
    expect((await logIn(world, user.email, 'zzzzzz')).statusCode).toBe(401);
  }
  const locked = await logIn(world, user.email, code());
  expect(problemOf(locked)).toMatchObject({ status: 429, code: 'too_many_attempts' });
});

test('an enrolment needs the password, and is not begun without it', async () => {
  const { post } = await visitor(world);
  expect(problemOf(await post('mfa/totp/enroll'))).toMatchObject({ code: 'validation_failed' });
  expect(problemOf(await post('mfa/totp/enroll', { password: 'wrong' }))).toMatchObject({
    code: 'invalid_credentials',
  });
  expect(problemOf(await post('mfa/totp/activate', { code: '123456' }))).toMatchObject({ code: 'conflict' });
});

test('an enrolment lapses after 15 minutes, to the millisecond', async () => {
  const { user, ...person } = await visitor(world);
  const { secret } = await enroll({ user, ...person });
  const again = async () => {
    const { accessToken: credential } = Tokens.parse(bodyOf(await logIn(world, user.email)));
    const body = { code: codeAt(secret, world.clock.now) };
    return world.ask({ routeKey: 'POST /v1/auth/mfa/totp/activate', body, credential });
  };
  world.clock.now = start + 15 * minute;
  expect(problemOf(await again())).toMatchObject({ code: 'conflict' });
  world.clock.now -= 1;
  expect((await again()).statusCode).toBe(200);
});

test('a second enrolment replaces the first one that waits, but not one that is active', async () => {
  const person = await visitor(world);
  const [first, second] = [await enroll(person), await enroll(person)];
  const activate = (secret: string) => person.post('mfa/totp/activate', { code: codeAt(secret, world.clock.now) });
  expect(problemOf(await activate(first.secret))).toMatchObject({ code: 'invalid_credentials' });
  expect((await activate(second.secret)).statusCode).toBe(200);
  expect(problemOf(await person.post('mfa/totp/enroll', { password }))).toMatchObject({ code: 'conflict' });
  expect(problemOf(await activate(second.secret))).toMatchObject({ code: 'conflict' });
});

test('of ten parallel activations one gives recovery codes', async () => {
  const person = await visitor(world);
  const code = codeAt((await enroll(person)).secret, world.clock.now);
  const replies = await Promise.all(Array.from({ length: 5 }, () => person.post('mfa/totp/activate', { code })));
  expect(replies.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1);
  expect(await person.status()).toMatchObject({ recoveryCodesLeft: 10 });
});

test('five guesses at what only the password opens are all there are in 15 minutes', async () => {
  const { post, user } = await visitor(world);
  const guesses = await Promise.all(Array.from({ length: 20 }, () => post('mfa/totp/enroll', { password: 'wrong' })));
  expect(guesses.filter(({ statusCode }) => statusCode === 401)).toHaveLength(5);
  const held = await post('mfa/totp/enroll', { password });
  expect(problemOf(held)).toMatchObject({ status: 429, code: 'too_many_attempts' });
  expect(held.headers).toMatchObject({ 'retry-after': '900' });
  world.clock.now += 15 * minute;
  const { accessToken: credential } = Tokens.parse(bodyOf(await logIn(world, user.email)));
  const later = await world.ask({ routeKey: 'POST /v1/auth/mfa/totp/enroll', body: { password }, credential });
  expect(later.statusCode).toBe(200);
});

test('it is disabled by password and code together, and by nothing less', async () => {
  const person = await protectedVisitor(world);
  const disable = (body: object) => person.post('mfa/totp/disable', body);
  expect(problemOf(await disable({ code: person.code() }))).toMatchObject({ code: 'validation_failed' });
  expect(problemOf(await disable({ password }))).toMatchObject({ code: 'validation_failed' });
  const wrong = [
    await disable({ password: 'wrong', code: person.code() }),
    await disable({ password, code: 'zzzzzz' }),
  ];
  for (const reply of wrong) expect(problemOf(reply)).toMatchObject({ code: 'invalid_credentials' });
  expect(wrong[0]).toEqual(wrong[1]);
  expect((await disable({ password, code: person.code() })).statusCode).toBe(204);
  expect(await person.status()).toEqual({ totp: { isActive: false }, recoveryCodesLeft: 0, passkeys: 0 });
  expect((await logIn(world, person.user.email)).statusCode).toBe(200);
  expect(problemOf(await disable({ password, code: person.code() }))).toMatchObject({ code: 'conflict' });
  expect(await world.dump()).toContain('totp.disabled');
});

test.each([
  'POST mfa/totp/enroll',
  'POST mfa/totp/disable',
  'POST mfa/recovery-codes',
  'POST mfa/totp/activate',
  'GET mfa',
])('%s is not for keys and applications', async (key) => {
  const person = await protectedVisitor(world);
  const { secret } = await person.addKey();
  const routeKey = key.replace(' ', ' /v1/auth/');
  const bodies = new Map<string, object>([
    ['POST mfa/totp/enroll', { password }],
    ['POST mfa/totp/activate', { code: '123456' }],
    ['POST mfa/totp/disable', { password, code: person.code() }],
    ['POST mfa/recovery-codes', { password, code: person.code() }],
  ]);
  const ask = (credential?: string) =>
    world.ask({ routeKey, ...(bodies.has(key) && { body: bodies.get(key) }), ...(credential && { credential }) });
  expect(problemOf(await ask())).toMatchObject({ code: 'unauthenticated' });
  expect(problemOf(await ask(secret))).toMatchObject({ code: 'forbidden' });
  const sid = String(decodeJwt(person.credential).sid);
  await world.table.update(sessionKey(sid), { set: { clientId: 'cli_someone' } });
  expect(problemOf(await ask(person.credential))).toMatchObject({ code: 'forbidden' });
  await world.table.update(sessionKey(sid), { remove: ['clientId'], set: { scope: 'projects:read' } });
  expect(problemOf(await ask(person.credential))).toMatchObject({ code: 'forbidden' });
  expect(await createMfaStore(world.client, world.table).get(person.user.id)).toMatchObject({ isActive: true });
});
