import { createHash } from 'node:crypto';
import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { authenticated, bodyOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { type AuthWorld, apiUrl, startAuth } from '../auth-world.ts';
import { addApp, basic, codeFor, Granted, type Person, pkce, sendForm, tokensFor } from './oauth-world.ts';

let world: AuthWorld;
let person: Person;
let app: string;
beforeAll(async () => {
  world = await startAuth();
  person = await world.addPerson();
  app = (await addApp(world, person)).id;
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = start;
});

const token = (form: Record<string, string> | string, headers?: Record<string, string>) =>
  sendForm(world, 'token', form, headers);
const granted = async (form: Record<string, string>, headers?: Record<string, string>) =>
  Granted.parse(bodyOf(await token(form, headers)));
const errorOf = async (reply: ReturnType<typeof token>) => {
  const { statusCode, body } = await reply;
  return { statusCode, ...JSON.parse(body ?? '') };
};
const me = (credential: string) => world.ask({ routeKey: 'GET /v1/me', credential });

describe('a code', () => {
  test('gives tokens for what was agreed to, and not for more', async () => {
    const { form } = await codeFor(world, person, app);
    const reply = await token(form);
    expect(reply.headers).toMatchObject({ 'cache-control': 'no-store', 'content-type': 'application/json' });
    const { access_token, ...rest } = Granted.parse(bodyOf(reply));
    expect(rest).toMatchObject({
      token_type: 'Bearer',
      scope: 'openid projects:read',
      refresh_token: expect.any(String),
    });
    expect(decodeJwt(access_token)).toMatchObject({
      sub: person.user.id,
      client_id: app,
      scope: 'openid projects:read',
    });
    const asked = bodyOf(await me(access_token));
    expect(asked).toMatchObject({ actor: { type: 'user', id: person.user.id }, permissions: ['projects:read'] });
  });

  test('works within a minute', async () => {
    const [early, late] = [await codeFor(world, person, app), await codeFor(world, person, app)];
    world.clock.now = start + 59_999;
    expect((await token(early.form)).statusCode).toBe(200);
    world.clock.now = start + 60_000;
    expect(await errorOf(token(late.form))).toMatchObject({ statusCode: 400, error: 'invalid_grant' });
  });

  test('works once; a second use ends the session that the first one began', async () => {
    const { form } = await codeFor(world, person, app);
    const { access_token, refresh_token = '' } = await granted(form);
    expect((await me(access_token)).statusCode).toBe(200);
    expect(await errorOf(token(form))).toMatchObject({ statusCode: 400, error: 'invalid_grant' });
    expect((await me(access_token)).statusCode).toBe(401);
    const refresh = { grant_type: 'refresh_token', client_id: app, refresh_token };
    expect(await errorOf(token(refresh))).toMatchObject({ error: 'invalid_grant' });
  });

  test('of fifty that redeem it at once, one gets tokens', async () => {
    const { form } = await codeFor(world, person, app);
    const replies = await Promise.all(Array.from({ length: 50 }, () => token(form)));
    expect(replies.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1);
    const others = replies.filter(({ statusCode }) => statusCode !== 200).map(bodyOf);
    expect(others).toHaveLength(49);
    for (const other of others) expect(other).toMatchObject({ error: 'invalid_grant' });
  });

  test.each<[string, string, (form: Record<string, string>) => Record<string, string>]>([
    ['no verifier', 'invalid_request', ({ code_verifier: _, ...form }) => form],
    ['an empty verifier', 'invalid_request', (form) => ({ ...form, code_verifier: '' })],
    ['another verifier', 'invalid_grant', (form) => ({ ...form, code_verifier: pkce().verifier })],
    [
      'the challenge as its verifier',
      'invalid_grant',
      (form) => ({ ...form, code_verifier: pkce(form.code_verifier).challenge }),
    ],
    ['a verifier that is too short', 'invalid_grant', (form) => ({ ...form, code_verifier: 'short' })],
    ['no redirect URI', 'invalid_request', ({ redirect_uri: _, ...form }) => form],
    ['another redirect URI', 'invalid_grant', (form) => ({ ...form, redirect_uri: 'https://app.example/other' })],
    ['another client', 'invalid_grant', (form) => ({ ...form, client_id: 'odavl-cli' })],
    ['another code', 'invalid_grant', (form) => ({ ...form, code: pkce().verifier })],
    ['no code', 'invalid_request', ({ code: _, ...form }) => form],
    ['no client', 'invalid_client', ({ client_id: _, ...form }) => form],
  ])('is refused with %s (%s), and is still good for its owner', async (_, error, change) => {
    const { form } = await codeFor(world, person, app);
    expect(await errorOf(token(change(form)))).toMatchObject({ error });
    expect((await token(form)).statusCode).toBe(200);
  });

  test('of one loopback port is not good at another', async () => {
    const { form } = await codeFor(world, person, 'odavl-cli', { redirect_uri: 'http://127.0.0.1:5000/callback' });
    expect(await errorOf(token({ ...form, redirect_uri: 'http://127.0.0.1:5001/callback' }))).toMatchObject({
      error: 'invalid_grant',
    });
    expect((await token(form)).statusCode).toBe(200);
  });

  test('is not in the table, and neither are the verifier and the tokens', async () => {
    const { form, code, verifier } = await codeFor(world, person, app);
    const { access_token, refresh_token = '' } = await granted(form);
    const stored = await world.dump();
    for (const secret of [code, verifier, access_token, refresh_token]) expect(stored).not.toContain(secret);
  });
});

describe('an ID token', () => {
  test('says who logged in, how and when, to this client alone', async () => {
    const { form } = await codeFor(world, person, app, { nonce: 'n-0S6_WzA2Mj' });
    world.clock.now = start + 5_000;
    const { id_token = '', access_token } = await granted(form);
    const keys = createLocalJWKSet({ keys: await world.jwks.list() });
    const checks = {
      issuer: apiUrl,
      audience: app,
      typ: 'JWT',
      algorithms: ['ES256'],
      currentDate: new Date(world.clock.now),
    };
    const { payload } = await jwtVerify(id_token, keys, checks);
    const half = createHash('sha256').update(access_token).digest().subarray(0, 16).toString('base64url');
    expect(payload).toEqual({
      ...{ iss: apiUrl, aud: app, azp: app, sub: person.user.id, nonce: 'n-0S6_WzA2Mj', amr: ['pwd'], at_hash: half },
      ...{
        auth_time: start / 1_000,
        iat: start / 1_000 + 5,
        exp: start / 1_000 + 905,
        sid: decodeJwt(access_token).sid,
      },
    });
  });

  test('is not an access token', async () => {
    const { id_token = '' } = await tokensFor(world, person, app);
    expect((await me(id_token)).statusCode).toBe(401);
  });

  test('comes only with the scope openid', async () => {
    const tokens = await tokensFor(world, person, app, { scope: 'projects:read' });
    expect(tokens).not.toHaveProperty('id_token');
  });

  test('has no nonce when none was sent, and none after a refresh', async () => {
    const { form } = await codeFor(world, person, app, { nonce: 'once' });
    const { refresh_token = '' } = await granted(form);
    world.clock.now = start + 60_000;
    const next = await granted({ grant_type: 'refresh_token', client_id: app, refresh_token });
    expect(decodeJwt(next.id_token ?? '')).toMatchObject({
      auth_time: start / 1_000,
      iat: start / 1_000 + 60,
      sub: person.user.id,
    });
    expect(decodeJwt(next.id_token ?? '')).not.toHaveProperty('nonce');
  });
});

describe('a refresh', () => {
  const refresh = (refresh_token: string | undefined, change: Record<string, string> = {}) =>
    token({ grant_type: 'refresh_token', client_id: app, refresh_token: refresh_token ?? '', ...change });

  test('gives the next pair, with the same scope', async () => {
    const first = await tokensFor(world, person, app);
    const next = Granted.parse(bodyOf(await refresh(first.refresh_token)));
    expect(next.refresh_token).not.toBe(first.refresh_token);
    expect(next.scope).toBe(first.scope);
    expect((await me(next.access_token)).statusCode).toBe(200);
  });

  test('may ask for less for once, and never for more', async () => {
    const first = await tokensFor(world, person, app, { scope: 'openid projects:write' });
    expect(await errorOf(refresh(first.refresh_token, { scope: 'openid projects:write profile' }))).toMatchObject({
      error: 'invalid_scope',
    });
    const narrow = Granted.parse(bodyOf(await refresh(first.refresh_token, { scope: 'openid' })));
    expect(narrow.scope).toBe('openid');
    expect(decodeJwt(narrow.access_token)).toMatchObject({ scope: 'openid' });
    world.clock.now = start + 60_000;
    const wide = Granted.parse(bodyOf(await refresh(narrow.refresh_token)));
    expect(wide.scope).toBe('openid projects:write');
  });

  test('leaves out what the client is no longer registered for', async () => {
    const { id } = await addApp(world, person);
    const { refresh_token } = await tokensFor(world, person, id, { scope: 'openid projects:write' });
    const authorizer = authenticated({ orgId: person.organization.id, actorId: person.user.id });
    const body = { scopes: ['openid', 'projects:read'] };
    await world.ask({ routeKey: 'PATCH /v1/oauth-clients/{id}', params: { id }, authorizer, body });
    expect(bodyOf(await refresh(refresh_token, { client_id: id }))).toMatchObject({ scope: 'openid' });
  });

  test('is for the client that has the token', async () => {
    const { refresh_token } = await tokensFor(world, person, app);
    expect(await errorOf(refresh(refresh_token, { client_id: 'odavl-cli' }))).toMatchObject({ error: 'invalid_grant' });
    const own = await world.ask({ routeKey: 'POST /v1/auth/refresh', body: { refreshToken: refresh_token } });
    expect(own.statusCode).toBe(401);
    expect((await refresh(refresh_token)).statusCode).toBe(200);
  });

  test('with a used token ends the session and tells', async () => {
    const first = await tokensFor(world, person, app);
    const next = Granted.parse(bodyOf(await refresh(first.refresh_token)));
    world.clock.now = start + 31_000;
    expect(await errorOf(refresh(first.refresh_token))).toMatchObject({ error: 'invalid_grant' });
    expect(await errorOf(refresh(next.refresh_token))).toMatchObject({ error: 'invalid_grant' });
    expect(world.bus.ofType('security.refresh-reuse.v1')).toHaveLength(1);
  });

  test('is refused for a token that is not one', async () => {
    expect(await errorOf(refresh('nonsense'))).toMatchObject({ statusCode: 400, error: 'invalid_grant' });
    expect(await errorOf(refresh(undefined))).toMatchObject({ statusCode: 400, error: 'invalid_request' });
  });
});

describe('a client with a secret', () => {
  const confidential = async () => {
    const { id, secret } = await addApp(world, person, { isConfidential: true });
    const { form } = await codeFor(world, person, id);
    const { client_id: _, ...bare } = form;
    return { id, secret, bare };
  };

  test('proves itself by Basic', async () => {
    const { id, secret, bare } = await confidential();
    expect((await token(bare, basic(id, secret))).statusCode).toBe(200);
  });

  test('proves itself in the form', async () => {
    const { id, secret, bare } = await confidential();
    expect((await token({ ...bare, client_id: id, client_secret: secret })).statusCode).toBe(200);
  });

  test('gets the same answer for a wrong secret as a client that does not exist', async () => {
    const { id, bare } = await confidential();
    const wrong = await token(bare, basic(id, 'odavls_wrong'));
    const unknown = await token(bare, basic(id.replace(/.$/, id.endsWith('0') ? '1' : '0'), 'odavls_wrong'));
    expect(wrong).toMatchObject({
      statusCode: 401,
      headers: { 'www-authenticate': 'Basic realm="odavl", charset="UTF-8"' },
    });
    expect(bodyOf(wrong)).toMatchObject({ error: 'invalid_client' });
    expect(unknown).toEqual(wrong);
  });

  test.each<[string, string, (of: { id: string; secret: string }) => [Record<string, string>, Record<string, string>]]>(
    [
      ['only its name', 'invalid_client', ({ id }) => [{ client_id: id }, {}]],
      ['an empty secret', 'invalid_client', ({ id }) => [{ client_id: id, client_secret: '' }, {}]],
      [
        'Basic and a secret in the form',
        'invalid_request',
        ({ id, secret }) => [{ client_secret: secret }, basic(id, secret)],
      ],
      [
        'Basic and another name in the form',
        'invalid_request',
        ({ id, secret }) => [{ client_id: app }, basic(id, secret)],
      ],
      ['an assertion', 'invalid_request', ({ id }) => [{ client_id: id, client_assertion: 'eyJ' }, {}]],
      ['Basic that is not base64', 'invalid_client', () => [{}, { authorization: 'Basic ???' }]],
      [
        'Basic without a colon',
        'invalid_client',
        () => [{}, { authorization: `Basic ${Buffer.from('x').toString('base64')}` }],
      ],
      [
        'Basic with a stray percent',
        'invalid_client',
        ({ id }) => [{}, { authorization: `Basic ${Buffer.from(`${id}:%`).toString('base64')}` }],
      ],
      [
        'two Authorization headers',
        'invalid_client',
        ({ id, secret }) => [{}, { authorization: `${basic(id, secret).authorization}, Basic eA==` }],
      ],
      ['Bearer', 'invalid_client', ({ secret }) => [{}, { authorization: `Bearer ${secret}` }]],
    ],
  )('is refused with %s', async (_, error, change) => {
    const { id, secret, bare } = await confidential();
    const [fields, headers] = change({ id, secret });
    expect(await errorOf(token({ ...bare, ...fields }, headers))).toMatchObject({ error });
    expect((await token(bare, basic(id, secret))).statusCode).toBe(200);
  });

  test('a public client that sends a secret is refused', async () => {
    const { form } = await codeFor(world, person, app);
    expect(await errorOf(token({ ...form, client_secret: 'x' }))).toMatchObject({
      statusCode: 401,
      error: 'invalid_client',
    });
  });
});

const deviceCode = 'urn:ietf:params:oauth:grant-type:device_code';

describe('the endpoint', () => {
  test.each<[string, string, Record<string, string> | string]>([
    ['no grant type', 'invalid_request', { client_id: 'odavl-cli' }],
    ['an unknown one', 'unsupported_grant_type', { grant_type: 'password', client_id: 'odavl-cli' }],
    ['one of an object', 'unsupported_grant_type', { grant_type: 'constructor', client_id: 'odavl-cli' }],
    [
      'one that the client is not registered for',
      'unauthorized_client',
      { grant_type: 'client_credentials', client_id: 'odavl-cli' },
    ],
    [
      'a device that the client is not for',
      'unauthorized_client',
      { grant_type: deviceCode, client_id: 'odavl-studio' },
    ],
    ['a field twice', 'invalid_request', 'grant_type=refresh_token&grant_type=password&client_id=odavl-cli'],
  ])('refuses %s: %s', async (_, error, form) => {
    expect(await errorOf(token(form))).toMatchObject({ error });
  });

  test('makes a network wait that guesses, and not one that mistypes', async () => {
    const small = await startAuth({ signInBurstPerIp: 1 });
    const guess = () =>
      sendForm(small, 'token', { grant_type: 'refresh_token', client_id: 'odavl-cli', refresh_token: 'x' });
    for (let tries = 1; tries <= 3; tries += 1) expect((await guess()).statusCode).toBe(400);
    expect(await guess()).toMatchObject({ statusCode: 429, headers: { 'retry-after': expect.any(String) } });
    const mistyped = { grant_type: 'password', client_id: 'odavl-cli' };
    expect((await sendForm(small, 'token', mistyped)).statusCode).toBe(400);
    small.clock.now += 60_000;
    expect((await guess()).statusCode).toBe(400);
    await small.close();
  });

  test('takes no JSON', async () => {
    const reply = await world.ask({ routeKey: 'POST /v1/oauth/token', body: { grant_type: 'refresh_token' } });
    expect(bodyOf(reply)).toMatchObject({ error: 'invalid_request' });
  });

  test('refuses a client without a proof that has to bring one', async () => {
    const { id } = await addApp(world, person, { requiresDpop: true });
    const { form } = await codeFor(world, person, id);
    expect(await errorOf(token(form))).toMatchObject({ statusCode: 400, error: 'invalid_dpop_proof' });
    expect(await errorOf(token(form, { dpop: 'nonsense' }))).toMatchObject({ error: 'invalid_dpop_proof' });
  });
});
