import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import {
  type Account,
  Client,
  everywhere,
  forget,
  logIn,
  mailedToken,
  mailsTo,
  newAccount,
  newApiKey,
  newProject,
  platformTime,
  remembered,
} from './client.ts';
import { onPlan } from './plan.ts';
import { type Platform, startPlatform } from './platform.ts';

let platform: Platform;
let anonymous: Client;
let ada: Account;
let eve: Account;

beforeAll(async () => {
  platform = await startPlatform();
  anonymous = new Client(platform.ready.url);
  const [first, second] = await Promise.all([newAccount(platform.ready.url), newAccount(platform.ready.url)]);
  // More requests than a free account has in a minute.
  [ada, eve] = await Promise.all([onPlan(platform, first, 'pro'), onPlan(platform, second, 'pro')]);
}, 90_000);
afterAll(() => platform?.stop());

const problemOf = Client.problem;
const Tokens = z.object({ accessToken: z.string(), refreshToken: z.string() });
const patient = { timeout: 60_000 };

describe('the ready file', () => {
  test('holds a demo account whose login, key and project work', async () => {
    const { email, password, apiKey, projectId } = platform.ready;
    expect((await logIn(anonymous, email, password)).expiresIn).toBe(900);
    const project = await anonymous.with(apiKey).get(`/v1/projects/${projectId}`);
    expect(project.status).toBe(200);
  });
});

describe('signing up', () => {
  test('needs the mailed link before one can log in', async () => {
    const email = 'not-yet@example.com';
    const password = 'correct horse battery staple';
    await anonymous.post('/v1/auth/signup', { email, password, name: 'N', organizationName: 'O' });
    const early = await anonymous.post('/v1/auth/login', { email, password });
    expect([early.status, problemOf(early).code]).toEqual([403, 'email_not_verified']);
    const token = await mailedToken(anonymous, email);
    expect((await anonymous.post('/v1/auth/verify-email', { token })).status).toBe(200);
    expect((await anonymous.post('/v1/auth/login', { email, password })).status).toBe(200);
    const again = await anonymous.post('/v1/auth/verify-email', { token });
    expect([again.status, problemOf(again).code]).toEqual([422, 'invalid_link']);
  });

  test('of five at once with one address exactly one wins', async () => {
    const body = { email: 'race@example.com', password: 'correct horse battery', name: 'R', organizationName: 'R' };
    const answers = await Promise.all(Array.from({ length: 5 }, () => anonymous.post('/v1/auth/signup', body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
  });

  test('with one Idempotency-Key twice makes one account and says the same', async () => {
    const body = { email: 'twice@example.com', password: 'correct horse battery', name: 'T', organizationName: 'T' };
    const headers = { 'idempotency-key': crypto.randomUUID() };
    const first = await anonymous.post('/v1/auth/signup', body, headers);
    const second = await anonymous.post('/v1/auth/signup', body, headers);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.text).toBe(first.text);
    const other = await anonymous.post('/v1/auth/signup', { ...body, name: 'Other' }, headers);
    expect([other.status, problemOf(other).code]).toEqual([422, 'idempotency_mismatch']);
  });

  test('with a wrong password says nothing about the address', async () => {
    const wrong = await anonymous.post('/v1/auth/login', { email: ada.email, password: 'wrong wrong wrong' });
    const unknown = await anonymous.post('/v1/auth/login', {
      email: 'nobody@example.com',
      password: 'wrong wrong wrong',
    });
    const told = (answer: typeof wrong) => [answer.status, problemOf(answer).code, problemOf(answer).detail];
    expect(told(wrong)).toEqual(told(unknown));
    expect(wrong.status).toBe(401);
  });
});

describe('a forgotten password', () => {
  test('is replaced by the mailed link, once, and all sessions end', patient, async () => {
    const { email, password, client } = await newAccount(platform.ready.url);
    const { refreshToken } = await logIn(anonymous, email, password);
    const forgot = (address: string) => anonymous.post('/v1/auth/password/forgot', { email: address });
    const [known, unknown] = [await forgot(email), await forgot('nobody-at-all@example.com')];
    expect([known.status, known.text]).toEqual([202, unknown.text]);
    const token = await mailedToken(anonymous, email, '/reset-password');
    const reset = (newPassword: string) => anonymous.post('/v1/auth/password/reset', { token, newPassword });
    expect((await reset('password1234')).status).toBe(422);
    expect((await reset('a whole new sentence')).status).toBe(204);
    const again = await reset('another new sentence');
    expect([again.status, problemOf(again).code]).toEqual([422, 'invalid_link']);
    expect((await anonymous.post('/v1/auth/login', { email, password })).status).toBe(401);
    expect((await logIn(anonymous, email, 'a whole new sentence')).tokenType).toBe('Bearer');
    expect((await anonymous.post('/v1/auth/refresh', { refreshToken })).status).toBe(401);
    await forget(platform.ready.url);
    await expect.poll(() => everywhere(() => client.get('/v1/me')), remembered).toEqual([401]);
  });
});

describe('sessions', () => {
  const refresh = (refreshToken: string, headers: Record<string, string> = {}) =>
    anonymous.post('/v1/auth/refresh', { refreshToken }, headers);

  test('give the next pair for a refresh token, and the same one when the reply was lost', async () => {
    const { refreshToken } = await logIn(anonymous, ada.email, ada.password);
    const answers = await Promise.all(Array.from({ length: 10 }, () => refresh(refreshToken)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    const next = answers.map((answer) => answer.as(Tokens));
    const [successor = '', ...others] = new Set(next.map((each) => each.refreshToken));
    expect(others).toEqual([]);
    expect(successor).not.toBe(refreshToken);
    expect((await anonymous.with(next[0]?.accessToken ?? '').get('/v1/me')).status).toBe(200);
    expect((await refresh(successor)).status).toBe(200);
  });

  test('end when a used token comes from another client, and their owner hears of it', patient, async () => {
    const { email, password } = await newAccount(platform.ready.url);
    const { refreshToken } = await logIn(anonymous, email, password);
    const next = (await refresh(refreshToken)).as(Tokens);
    const client = anonymous.with(next.accessToken);
    expect((await client.get('/v1/me')).status).toBe(200);
    const stolen = await refresh(refreshToken, { 'user-agent': 'another' });
    expect([stolen.status, problemOf(stolen).code]).toEqual([401, 'invalid_refresh_token']);
    expect((await refresh(next.refreshToken)).status).toBe(401);
    const subjects = async () => (await mailsTo(anonymous, email)).map(({ subject }) => subject);
    await expect.poll(subjects, { timeout: 10_000 }).toContain('We ended one of your sessions');
    await forget(platform.ready.url);
    await expect.poll(() => everywhere(() => client.get('/v1/me')), remembered).toEqual([401]);
  });

  test('are listed for their owner, who ends one and then all others', async () => {
    const { email, password, client } = await newAccount(platform.ready.url);
    const [one, two] = [await logIn(anonymous, email, password), await logIn(anonymous, email, password)];
    const Sessions = z.object({ items: z.array(z.object({ id: z.string(), isCurrent: z.boolean() })) });
    const others = async () =>
      (await client.get('/v1/auth/sessions')).as(Sessions).items.filter(({ isCurrent }) => !isCurrent);
    const [latest] = await others();
    expect(await others()).toHaveLength(2);
    expect((await client.send('DELETE', `/v1/auth/sessions/${latest?.id}`)).status).toBe(204);
    const statuses = await Promise.all([one, two].map(async (each) => (await refresh(each.refreshToken)).status));
    expect(statuses.toSorted()).toEqual([200, 401]);
    expect((await eve.client.send('DELETE', `/v1/auth/sessions/${(await others())[0]?.id}`)).status).toBe(404);
    expect((await client.send('DELETE', '/v1/auth/sessions')).status).toBe(204);
    expect(await others()).toEqual([]);
    expect((await client.get('/v1/me')).status).toBe(200);
  });

  test('end with log-out', async () => {
    const { refreshToken } = await logIn(anonymous, ada.email, ada.password);
    expect((await anonymous.post('/v1/auth/logout', { refreshToken })).status).toBe(204);
    expect((await anonymous.post('/v1/auth/refresh', { refreshToken })).status).toBe(401);
  });

  test('give access tokens that jose verifies with the published keys', async () => {
    const discovery = (await anonymous.get('/.well-known/openid-configuration')).as(
      z.object({ issuer: z.string(), jwks_uri: z.url() }),
    );
    expect(discovery.issuer).toBe(platform.ready.url);
    const { accessToken } = await logIn(anonymous, ada.email, ada.password);
    const keys = createRemoteJWKSet(new URL(discovery.jwks_uri));
    const { payload, protectedHeader } = await jwtVerify(accessToken, keys, {
      issuer: discovery.issuer,
      typ: 'at+jwt',
      currentDate: await platformTime(platform.ready.url),
    });
    expect(protectedHeader.alg).toBe('ES256');
    expect(payload).toMatchObject({ sub: ada.userId, org: ada.orgId, token_use: 'access' });
  });
});

describe('API keys', () => {
  test('are shown once, work, and are dead within the cache time after revocation', patient, async () => {
    const key = await newApiKey(ada.client, ['projects:read']);
    expect(key.secret).toMatch(/^odavl_[0-9A-Za-z]{49}$/);
    const listed = await ada.client.get('/v1/api-keys');
    expect(listed.text).not.toContain(key.secret);
    const [used, unused] = [anonymous.with(key.secret), await newApiKey(ada.client, ['projects:read'])];
    expect((await used.get('/v1/projects')).status).toBe(200);
    for (const { id } of [key, unused])
      expect((await ada.client.send('DELETE', `/v1/api-keys/${id}`)).status).toBe(204);
    const refused = await anonymous.with(unused.secret).get('/v1/projects');
    expect([refused.status, problemOf(refused).code]).toEqual([401, 'invalid_token']);
    expect(refused.headers.get('www-authenticate')).toContain('error="invalid_token"');
    await forget(platform.ready.url);
    await expect.poll(() => everywhere(() => used.get('/v1/projects')), remembered).toEqual([401]);
  });

  test('change their secret while both work, and show who still uses the old one', patient, async () => {
    const key = await newApiKey(ada.client, ['projects:read']);
    const old = anonymous.with(key.secret);
    const rotated = await ada.client.post(`/v1/api-keys/${key.id}/rotate`, { gracePeriodSeconds: 3_600 });
    const next = anonymous.with(rotated.as(z.object({ secret: z.string() })).secret);
    expect((await next.get('/v1/projects')).status).toBe(200);
    expect((await old.get('/v1/projects', { 'user-agent': 'nightly/1.0' })).status).toBe(200);
    const Rotated = z.object({
      rotation: z.object({ state: z.string(), oldLastUsedRoute: z.string(), oldLastUsedFrom: z.looseObject({}) }),
    });
    const { rotation } = (await ada.client.get(`/v1/api-keys/${key.id}`)).as(Rotated);
    expect(rotation).toMatchObject({ state: 'waiting', oldLastUsedRoute: 'GET /v1/projects' });
    expect(JSON.stringify(rotation.oldLastUsedFrom)).toContain('nightly/1.0');
    expect((await ada.client.post(`/v1/api-keys/${key.id}/rotate/close`)).status).toBe(200);
    await forget(platform.ready.url);
    await expect.poll(() => everywhere(() => old.get('/v1/projects')), remembered).toEqual([401]);
    expect((await next.get('/v1/projects')).status).toBe(200);
  });

  test('do no more than their scopes', async () => {
    const { secret } = await newApiKey(ada.client, ['projects:read']);
    const refused = await anonymous.with(secret).post('/v1/projects', { name: 'No' });
    expect([refused.status, problemOf(refused).code]).toEqual([403, 'forbidden']);
    expect(problemOf(refused).detail).toContain('projects:write');
  });
});

describe('projects', () => {
  test('are made, read, changed under their version, and deleted', async () => {
    const id = await newProject(ada.client);
    const read = await ada.client.get(`/v1/projects/${id}`);
    expect(read.headers.get('etag')).toBe('"v1"');
    const unchanged = await ada.client.get(`/v1/projects/${id}`, { 'if-none-match': '"v1"' });
    expect([unchanged.status, unchanged.text]).toEqual([304, '']);
    const patch = (etag: string) =>
      ada.client.send('PATCH', `/v1/projects/${id}`, JSON.stringify({ name: 'New' }), { 'if-match': etag });
    expect((await patch('"v1"')).as(z.object({ version: z.number() })).version).toBe(2);
    expect((await patch('"v1"')).status).toBe(412);
    expect((await ada.client.send('DELETE', `/v1/projects/${id}`)).status).toBe(204);
    expect((await ada.client.get(`/v1/projects/${id}`)).status).toBe(404);
  });

  test('are three on the free plan, also when six are asked for at once', async () => {
    const { client } = await newAccount(platform.ready.url);
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, at) => client.post('/v1/projects', { name: `P${at}` })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 402, 402, 402]);
    const first = (await client.get('/v1/projects?limit=2')).as(
      z.object({ items: z.array(z.object({ id: z.string() })), nextCursor: z.string() }),
    );
    const second = (await client.get(`/v1/projects?limit=2&cursor=${first.nextCursor}`)).as(
      z.object({ items: z.array(z.unknown()), nextCursor: z.string().optional() }),
    );
    expect([first.items.length, second.items.length, second.nextCursor]).toEqual([2, 1, undefined]);
  });
});

describe('another tenant', () => {
  test('gets 404 for everything that is not theirs', async () => {
    const projectId = await newProject(ada.client);
    const { id: keyId } = await newApiKey(ada.client, ['projects:read']);
    const paths = [`/v1/projects/${projectId}`, `/v1/api-keys/${keyId}`, `/v1/organizations/${ada.orgId}`];
    const reads = await Promise.all(paths.map((path) => eve.client.get(path)));
    expect(reads.map(({ status }) => status)).toEqual([404, 404, 404]);
    const change = JSON.stringify({ name: 'Mine now' });
    expect((await eve.client.send('PATCH', `/v1/projects/${projectId}`, change)).status).toBe(404);
    expect((await eve.client.send('DELETE', `/v1/projects/${projectId}`)).status).toBe(404);
    expect((await eve.client.send('DELETE', `/v1/api-keys/${keyId}`)).status).toBe(404);
    const submitted = await eve.client.post('/v1/guardian/tests', { projectId, url: 'https://example.com' });
    expect(submitted.status).toBe(404);
    expect((await eve.client.get('/v1/projects')).text).not.toContain(projectId);
    expect((await ada.client.get(`/v1/projects/${projectId}`)).status).toBe(200);
  });
});
