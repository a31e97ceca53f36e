import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bodyOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { type AuthWorld, apiUrl, startAuth } from '../auth-world.ts';
import {
  addApp,
  allowed,
  basic,
  callback,
  Granted,
  logIn,
  type Person,
  pkce,
  requestOf,
  sendForm,
  tokensFor,
} from './oauth-world.ts';

let world: AuthWorld;
let person: Person;
let app: string;
let server: { id: string; secret: string };
beforeAll(async () => {
  world = await startAuth();
  person = await world.addPerson();
  app = (await addApp(world, person)).id;
  server = await addApp(world, person, { isConfidential: true });
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = start;
});

const me = async (credential: string) => (await world.ask({ routeKey: 'GET /v1/me', credential })).statusCode;

describe('a revocation', () => {
  const revoke = (token: string, change: Record<string, string> = {}) =>
    sendForm(world, 'revoke', { token, client_id: app, ...change });

  test.each(['access_token', 'refresh_token'] as const)('by the %s ends the whole session', async (kind) => {
    const tokens = await tokensFor(world, person, app);
    expect((await revoke(tokens[kind] ?? '')).statusCode).toBe(200);
    expect(await me(tokens.access_token)).toBe(401);
    const form = { grant_type: 'refresh_token', client_id: app, refresh_token: tokens.refresh_token ?? '' };
    expect(bodyOf(await sendForm(world, 'token', form))).toMatchObject({ error: 'invalid_grant' });
    expect((await revoke(tokens[kind] ?? '')).statusCode).toBe(200);
  });

  test('does not mind a wrong hint', async () => {
    const tokens = await tokensFor(world, person, app);
    expect((await revoke(tokens.access_token, { token_type_hint: 'refresh_token' })).statusCode).toBe(200);
    expect(await me(tokens.access_token)).toBe(401);
  });

  test.each(['nonsense', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.', 'ses_00000000000000000000000000.1.'.padEnd(76, 'A')])(
    'of the unknown token %s is done already',
    async (token) => {
      expect(await revoke(token)).toMatchObject({ statusCode: 200, body: '{}' });
    },
  );

  test('is for the client that has the token', async () => {
    const tokens = await tokensFor(world, person, app);
    const reply = await revoke(tokens.access_token, { client_id: 'odavl-cli' });
    expect(bodyOf(reply)).toMatchObject({ error: 'unauthorized_client' });
    const own = await logIn(world, person);
    expect(bodyOf(await revoke(own))).toMatchObject({ error: 'unauthorized_client' });
    expect([await me(tokens.access_token), await me(own)]).toEqual([200, 200]);
  });

  test('needs a client that proves itself, and a token', async () => {
    const { access_token: token } = await tokensFor(world, person, app);
    expect((await sendForm(world, 'revoke', { token })).statusCode).toBe(401);
    expect((await sendForm(world, 'revoke', { token, client_id: server.id })).statusCode).toBe(401);
    expect(bodyOf(await revoke(''))).toMatchObject({ error: 'invalid_request' });
  });
});

describe('an introspection', () => {
  const introspect = async (token: string, as = server) =>
    bodyOf(await sendForm(world, 'introspect', { token }, basic(as.id, as.secret)));

  test('of an access token says whose it is, for what, and until when', async () => {
    const { access_token } = await tokensFor(world, person, app);
    expect(await introspect(access_token)).toMatchObject({
      ...{ active: true, iss: apiUrl, aud: apiUrl, sub: person.user.id, client_id: app, token_type: 'Bearer' },
      ...{ scope: 'openid projects:read', exp: start / 1_000 + 900, iat: start / 1_000, org: person.organization.id },
    });
  });

  test('of a token that has ended says nothing but that', async () => {
    const { access_token } = await tokensFor(world, person, app);
    await sendForm(world, 'revoke', { token: access_token, client_id: app });
    expect(await introspect(access_token)).toEqual({ active: false });
    const { access_token: old } = await tokensFor(world, person, app);
    world.clock.now = start + 15 * 60_000 + 6_000;
    expect(await introspect(old)).toEqual({ active: false });
    expect(await introspect('nonsense')).toEqual({ active: false });
  });

  test('of a refresh token is for its own client, while it is the newest', async () => {
    const { verifier, challenge } = pkce();
    const code = (await allowed(world, person, requestOf(server.id, challenge))).searchParams.get('code') ?? '';
    const form = { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: callback };
    const mine = basic(server.id, server.secret);
    const { refresh_token = '' } = Granted.parse(bodyOf(await sendForm(world, 'token', form, mine)));
    expect(await introspect(refresh_token)).toMatchObject({ active: true, sub: person.user.id, client_id: server.id });
    const other = await addApp(world, person, { isConfidential: true });
    expect(await introspect(refresh_token, other)).toEqual({ active: false });
    await sendForm(world, 'token', { grant_type: 'refresh_token', refresh_token }, mine);
    expect(await introspect(refresh_token)).toEqual({ active: false });
  });

  test('of an API key says what it may do, until it is revoked', async () => {
    const { secret, apiKey } = await person.addKey({ scopes: ['guardian:write'] });
    expect(await introspect(secret)).toMatchObject({
      active: true,
      sub: apiKey.id,
      scope: 'guardian:write',
      actor: 'api-key',
    });
    const expiring = await person.addKey({ expiresAt: new Date(start + 60_000).toISOString() });
    expect(await introspect(expiring.secret)).toMatchObject({ active: true, exp: start / 1_000 + 60 });
    world.clock.now = start + 60_000;
    expect(await introspect(expiring.secret)).toEqual({ active: false });
  });

  test('of what belongs to another organization says that it is not active', async () => {
    const stranger = await world.addPerson();
    const theirs = await addApp(world, stranger, { isConfidential: true });
    const { access_token } = await tokensFor(world, person, app);
    const { secret } = await person.addKey();
    expect(await introspect(access_token, theirs)).toEqual({ active: false });
    expect(await introspect(secret, theirs)).toEqual({ active: false });
  });

  test('is refused to everybody who cannot prove who they are', async () => {
    const { access_token: token } = await tokensFor(world, person, app);
    for (const who of ['', app, 'odavl-cli']) {
      const reply = await sendForm(world, 'introspect', { token, ...(who && { client_id: who }) });
      expect(reply).toMatchObject({ statusCode: 401 });
      expect(bodyOf(reply)).toMatchObject({ error: 'invalid_client' });
    }
    expect((await sendForm(world, 'introspect', { token }, { authorization: `Bearer ${token}` })).statusCode).toBe(401);
  });
});

describe('the person of a token', () => {
  const about = (credential: string, method = 'GET') =>
    world.ask({ routeKey: `${method} /v1/oauth/userinfo`, credential });
  const organization = () => ({ id: person.organization.id, name: person.organization.name });

  test.each([
    ['openid', {}],
    ['openid profile', { name: 'Ada' }],
    ['openid email', { email: expect.any(String), email_verified: true }],
    ['email openid profile', { name: 'Ada', email: expect.any(String), email_verified: true }],
  ])('is told by the scope %s', async (scope, claims) => {
    const { access_token } = await tokensFor(world, person, app, { scope });
    const expected = { sub: person.user.id, organization: organization(), ...claims };
    expect(bodyOf(await about(access_token))).toEqual(expected);
    expect(bodyOf(await about(access_token, 'POST'))).toEqual(expected);
  });

  test('is whole for our own log-in', async () => {
    expect(bodyOf(await about(await logIn(world, person)))).toMatchObject({ sub: person.user.id, name: 'Ada' });
  });

  test('is not told without openid, and not to an API key', async () => {
    const { access_token } = await tokensFor(world, person, app, { scope: 'projects:read email' });
    const { secret } = await person.addKey();
    for (const credential of [access_token, secret]) {
      const reply = await about(credential);
      expect(reply).toMatchObject({
        statusCode: 403,
        headers: { 'www-authenticate': expect.stringContaining('openid') },
      });
      expect(bodyOf(reply)).toMatchObject({ error: 'insufficient_scope' });
    }
    expect(await world.ask({ routeKey: 'GET /v1/oauth/userinfo' })).toMatchObject({ statusCode: 401 });
  });
});

test('the scope openid alone opens no route of the API', async () => {
  const { access_token: credential } = await tokensFor(world, person, app, { scope: 'openid profile email' });
  expect(decodeJwt(credential)).toMatchObject({ scope: 'openid profile email' });
  for (const routeKey of ['GET /v1/projects', 'GET /v1/api-keys', 'GET /v1/organizations']) {
    expect(await world.ask({ routeKey, credential })).toMatchObject({ statusCode: 403 });
  }
});

test('a client that is removed takes its tokens with it', async () => {
  const { id } = await addApp(world, person);
  const { access_token, refresh_token = '' } = await tokensFor(world, person, id);
  expect(await me(access_token)).toBe(200);
  const credential = await logIn(world, person);
  await world.ask({ routeKey: 'DELETE /v1/oauth-clients/{id}', params: { id }, credential });
  expect(await me(access_token)).toBe(401);
  const form = { grant_type: 'refresh_token', client_id: id, refresh_token };
  expect(bodyOf(await sendForm(world, 'token', form))).toMatchObject({ error: 'invalid_client' });
});
