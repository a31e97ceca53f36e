import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { permissionsOfRole, type Role } from '../../../../lambdas/auth/role/role.ts';
import { authenticated, bodyOf, problemOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { type AuthWorld, startAuth } from '../auth-world.ts';
import { basic, type Person, sendForm } from '../oauth/oauth-world.ts';

let world: AuthWorld;
let person: Person;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());
beforeEach(async () => {
  world.clock.now = start;
  person = await world.addPerson();
});

const Made = z.object({ client: z.object({ id: z.string() }).loose(), secret: z.string().optional() });
const as = ({ organization, user }: Person, role: Role = 'owner') =>
  authenticated({ orgId: organization.id, actorId: user.id, permissions: permissionsOfRole[role].join(' ') });
const app = {
  kind: 'app',
  name: 'Monitor',
  redirectUris: ['https://app.example/callback'],
  scopes: ['openid', 'projects:read'],
};
const account = { kind: 'service-account', name: 'Nightly', scopes: ['guardian:write'] };
const create = (body: object, role?: Role) =>
  world.ask({ routeKey: 'POST /v1/oauth-clients', body, authorizer: as(person, role) });
const made = async (body: object) => Made.parse(bodyOf(await create(body)));
const on = (method: string, id: string, body?: object, role?: Role) => {
  const asked = { routeKey: `${method} /v1/oauth-clients/{id}`, params: { id }, authorizer: as(person, role) };
  return world.ask({ ...asked, ...(body && { body }) });
};
const rotate = (id: string, role?: Role) =>
  world.ask({ routeKey: 'POST /v1/oauth-clients/{id}/rotate-secret', params: { id }, authorizer: as(person, role) });
const proves = async (id: string, secret: string) =>
  (await sendForm(world, 'introspect', { token: 'x' }, basic(id, secret))).statusCode === 200;
const recorded = () =>
  world.table.query(z.object({ act: z.object({ action: z.string() }).loose() }), {
    ...{ pk: `ORG#${person.organization.id}`, skPrefix: 'AUDIT-PENDING#', limit: 50 },
  });

describe('a new client', () => {
  test('that is a service account gets a secret, which works and is not kept', async () => {
    const { client, secret = '' } = await made(account);
    expect(client).toEqual({
      ...{ id: expect.stringMatching(/^cli_/), kind: 'service-account', name: 'Nightly', scopes: ['guardian:write'] },
      ...{ redirectUris: [], grantTypes: ['client_credentials'], requiresDpop: false, isConfidential: true },
      ...{ createdBy: person.user.id, createdAt: new Date(start).toISOString() },
    });
    expect(secret).toMatch(/^odavls_[\w-]{43}$/);
    expect(await proves(client.id, secret)).toBe(true);
    expect(await world.dump()).not.toContain(secret);
  });

  test('that is an app is public unless it says otherwise', async () => {
    expect(await made(app)).toMatchObject({
      client: { isConfidential: false, grantTypes: ['authorization_code', 'refresh_token'] },
    });
    expect(await made(app)).not.toHaveProperty('secret');
    expect(await made({ ...app, isConfidential: true })).toMatchObject({ secret: expect.stringMatching(/^odavls_/) });
  });

  test('shows its secret never again', async () => {
    const { client, secret = '' } = await made(account);
    const listed = await world.ask({ routeKey: 'GET /v1/oauth-clients', authorizer: as(person) });
    const read = await on('GET', client.id);
    for (const reply of [listed, read]) {
      expect(reply.statusCode).toBe(200);
      expect(reply.body).toContain(client.id);
      expect(reply.body).not.toContain(secret);
      expect(reply.body).not.toContain('secretHash');
    }
  });

  test.each([
    'http://app.example/callback',
    'https://app.example/callback#x',
    'https://*.example/callback',
    'https://user@app.example/callback',
    'https://app.example/a/../callback',
    'https://app.example/a/%2e%2e/callback',
    'https://APP.example/callback',
    'https://app.example:443/callback',
    'https://app.example\\callback',
    'https://app.example/call back',
    'https://аpp.example/callback',
    'http://127.0.0.1.evil.example/callback',
    'http://127.0.0.1@evil.example/callback',
    'http://10.0.0.1/callback',
    'javascript:alert(1)',
    'vscode://odavl.odavl/callback',
    '//app.example',
    '',
  ])('cannot be answered at %s', async (uri) => {
    expect(problemOf(await create({ ...app, redirectUris: [uri] }))).toMatchObject({
      status: 422,
      code: 'validation_failed',
    });
  });

  test.each([
    'https://app.example',
    'https://app.example/cb?x=1',
    'http://127.0.0.1/cb',
    'http://[::1]:8080/cb',
    'http://localhost/',
  ])('can be answered at %s', async (uri) => {
    expect((await create({ ...app, redirectUris: [uri] })).statusCode).toBe(201);
  });

  test.each<[string, object]>([
    ['the right to everything', { ...app, scopes: ['full'] }],
    ['OpenID scopes as a service account', { ...account, scopes: ['openid'] }],
    ['no scope', { ...account, scopes: [] }],
    ['redirects as a service account', { ...account, redirectUris: ['https://app.example'] }],
    ['no redirect as an app', { ...app, redirectUris: [] }],
    ['a secret of its own choice', { ...account, secretHash: 'x' }],
    ['another organization', { ...account, orgId: 'org_1' }],
    ['a kind that is not there', { ...account, kind: 'user' }],
    ['an empty name', { ...account, name: ' ' }],
    ['more grant types', { ...app, grantTypes: ['client_credentials'] }],
  ])('cannot have %s', async (_, body) => {
    expect(problemOf(await create(body))).toMatchObject({ status: 422, code: 'validation_failed' });
  });

  test('cannot do more than its maker', async () => {
    const permissions = 'keys:create projects:read';
    const authorizer = { ...as(person), permissions };
    const ask = (body: object) => world.ask({ routeKey: 'POST /v1/oauth-clients', body, authorizer });
    expect(problemOf(await ask({ ...account, scopes: ['admin'] }))).toMatchObject({ status: 403, code: 'forbidden' });
    expect(problemOf(await ask({ ...app, scopes: ['projects:write'] }))).toMatchObject({ status: 403 });
    expect((await ask({ ...account, scopes: ['projects:read'] })).statusCode).toBe(201);
  });

  test('is made once per Idempotency-Key', async () => {
    const asked = {
      routeKey: 'POST /v1/oauth-clients',
      body: account,
      authorizer: as(person),
      headers: { 'idempotency-key': 'k' },
    };
    const [first, again] = [await world.ask(asked), await world.ask(asked)];
    expect(Made.parse(bodyOf(again))).toEqual(Made.parse(bodyOf(first)));
  });
});

describe('a change', () => {
  test('counts at once, for the token endpoint too', async () => {
    const { client } = await made(app);
    const change = { name: 'New', redirectUris: ['https://new.example/cb'], requiresDpop: true };
    expect(bodyOf(await on('PATCH', client.id, change))).toMatchObject(change);
    expect(bodyOf(await on('GET', client.id))).toMatchObject(change);
    const form = { grant_type: 'refresh_token', client_id: client.id, refresh_token: 'x' };
    expect(bodyOf(await sendForm(world, 'token', form))).toMatchObject({ error: 'invalid_dpop_proof' });
  });

  test.each([
    {},
    { kind: 'app' },
    { secretHash: 'x' },
    { redirectUris: ['https://a.example/#f'] },
    { scopes: ['full'] },
  ])('to %j is refused', async (change) => {
    const { client } = await made(app);
    expect(problemOf(await on('PATCH', client.id, change))).toMatchObject({ status: 422 });
  });

  test('gives a service account neither redirects nor the scopes of people', async () => {
    const { client } = await made(account);
    for (const change of [{ redirectUris: ['https://a.example'] }, { scopes: ['openid'] }]) {
      expect(problemOf(await on('PATCH', client.id, change))).toMatchObject({ status: 422 });
    }
  });

  test('cannot give more than one has', async () => {
    const { client } = await made(account);
    const authorizer = { ...as(person), permissions: 'keys:create' };
    const asked = { params: { id: client.id }, authorizer };
    const patch = await world.ask({ ...asked, routeKey: 'PATCH /v1/oauth-clients/{id}', body: { scopes: ['admin'] } });
    const rotated = await world.ask({ ...asked, routeKey: 'POST /v1/oauth-clients/{id}/rotate-secret' });
    expect([patch.statusCode, rotated.statusCode]).toEqual([403, 403]);
  });
});

describe('a secret', () => {
  test('that is rotated works at once, and the old one does not', async () => {
    const { client, secret: old = '' } = await made(account);
    const { secret: next = '' } = Made.parse(bodyOf(await rotate(client.id)));
    expect([await proves(client.id, old), await proves(client.id, next)]).toEqual([false, true]);
  });

  test('is not given to a public client', async () => {
    const { client } = await made(app);
    expect(problemOf(await rotate(client.id))).toMatchObject({ status: 409, code: 'conflict' });
  });
});

test('a client that is removed is gone, and so is its secret', async () => {
  const { client, secret = '' } = await made(account);
  expect((await on('DELETE', client.id)).statusCode).toBe(204);
  expect(await proves(client.id, secret)).toBe(false);
  for (const reply of [
    await on('GET', client.id),
    await on('DELETE', client.id),
    await rotate(client.id),
    await on('PATCH', client.id, { name: 'x' }),
  ]) {
    expect(problemOf(reply)).toMatchObject({ status: 404, code: 'not_found' });
  }
});

test('every act is in the audit log, without a secret or its hash', async () => {
  const { client, secret = '' } = await made(account);
  await on('PATCH', client.id, { name: 'Renamed' });
  await rotate(client.id);
  await on('DELETE', client.id);
  const acts = (await recorded()).map(({ act }) => act);
  expect(acts.map(({ action }) => action).sort()).toEqual([
    'client.created',
    'client.deleted',
    'client.secret-rotated',
    'client.updated',
  ]);
  expect(acts).toContainEqual(
    expect.objectContaining({ action: 'client.updated', before: { name: 'Nightly' }, after: { name: 'Renamed' } }),
  );
  expect(JSON.stringify(acts)).not.toMatch(/secretHash|odavls_/);
  expect(JSON.stringify(acts)).not.toContain(secret);
});

test.each<[Role, number]>([
  ['viewer', 403],
  ['developer', 403],
  ['admin', 201],
])('to make one, a %s gets %i', async (role, status) => {
  expect((await create(account, role)).statusCode).toBe(status);
});

test('only an owner removes one; a viewer sees it', async () => {
  const { client } = await made(account);
  expect((await on('DELETE', client.id, undefined, 'admin')).statusCode).toBe(403);
  expect((await on('GET', client.id, undefined, 'viewer')).statusCode).toBe(200);
});
