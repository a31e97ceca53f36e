import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CredentialStore } from '../../../../lambdas/auth/api-key/credential/store.ts';
import { createUseRecorder } from '../../../../lambdas/auth/api-key/record-use.ts';
import { revokeKey } from '../../../../lambdas/auth/api-key/revoke-key.ts';
import { hashSecret } from '../../../../lambdas/auth/api-key/secret.ts';
import { authorize } from '../../../../lambdas/auth/token/authorize.ts';
import { FakeLog } from '../../../shared/fake-log.ts';
import { start } from '../../../shared/make-context.ts';
import { type AuthWorld, presented, startAuth } from '../auth-world.ts';
import { keyOwner } from './key-owner.ts';

const sample = 5 * 60_000;
let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = start;
});

/** An authorizer instance of its own: it remembers nothing of the others. */
function instance(credentials: CredentialStore = world.credentials, log = new FakeLog()) {
  const deps = { ...world.authorizerDeps, recordUse: createUseRecorder(credentials, log) };
  const use = (secret: string, change: Parameters<typeof presented>[2] = {}) =>
    authorize({ deps, input: presented(`Bearer ${secret}`, world.clock.now, change) });
  return { use, log };
}
const writes = () => world.calls.filter(({ action }) => action === 'dynamodb:UpdateItem').length;
const iso = (ms: number) => new Date(ms).toISOString();

test('a key shows when, for which route and from where it was used last', async () => {
  const owner = await keyOwner(world);
  const { apiKey, secret } = await owner.addKey();
  expect(await owner.read(apiKey.id)).not.toHaveProperty('lastUsedAt');
  world.clock.now = start + 1_000;
  const from = { ip: '2001:db8::7', userAgent: 'odavl-cli/2.0' };
  await instance().use(secret, { routeKey: 'POST /v1/insight/analyses', source: from });
  expect(await owner.read(apiKey.id)).toMatchObject({
    ...{ lastUsedAt: iso(start + 1_000), lastUsedRoute: 'POST /v1/insight/analyses', lastUsedFrom: from },
  });
});

test('a busy key is written once in five minutes by one instance, to the millisecond', async () => {
  const { secret } = await (await world.addPerson()).addKey();
  const { use } = instance();
  const before = writes();
  await use(secret);
  for (const ms of [1, 1_000, sample - 1]) {
    world.clock.now = start + ms;
    await use(secret);
  }
  expect(writes() - before).toBe(1);
  world.clock.now = start + sample;
  await use(secret);
  expect(writes() - before).toBe(2);
});

test('fifty instances at once leave one use', async () => {
  const owner = await keyOwner(world);
  const { apiKey, secret } = await owner.addKey();
  const uses = Array.from({ length: 50 }, (_, at) => instance().use(secret, { routeKey: `GET /v1/things/${at}` }));
  const results = await Promise.all(uses);
  expect(results.every(({ outcome }) => outcome === 'authenticated')).toBe(true);
  const { lastUsedRoute } = await owner.read(apiKey.id);
  expect(lastUsedRoute).toMatch(/^GET \/v1\/things\/\d+$/);
  await instance().use(secret, { routeKey: 'GET /v1/late' });
  expect(await owner.read(apiKey.id)).toMatchObject({ lastUsedRoute });
});

test('a use that cannot be written fails no request, and is logged without the secret', async () => {
  const { secret, apiKey } = await (await world.addPerson()).addKey();
  const broken = { ...world.credentials, noteUse: () => Promise.reject(new Error('throttled')) };
  const { use, log } = instance(broken);
  expect(await use(secret)).toMatchObject({ outcome: 'authenticated' });
  expect(await use(secret)).toMatchObject({ outcome: 'authenticated' });
  expect(log.errors).toMatchObject([{ message: 'use of an API key not recorded', fields: { keyId: apiKey.id } }]);
  expect(JSON.stringify(log.lines)).not.toContain(secret);
  expect(JSON.stringify(log.lines)).not.toContain(hashSecret(secret));
});

test('the use of a key that was revoked a moment before brings nothing back', async () => {
  const { addKey, ctx } = await world.addPerson();
  const { secret, apiKey } = await addKey();
  const credential = await world.credentials.findCredential(hashSecret(secret));
  expect(credential).toBeDefined();
  if (!credential) return;
  await revokeKey({ ctx, deps: world, input: { id: apiKey.id } });
  const recorder = createUseRecorder(world.credentials, world.log);
  await recorder(credential, { at: start, routeKey: 'GET /v1/me', from: { ip: '192.0.2.1', userAgent: '' } });
  expect(await world.credentials.findCredential(hashSecret(secret))).toBeUndefined();
  expect(world.log.errors).toEqual([]);
});

test('what was known of its use stays with a key that is revoked', async () => {
  const owner = await keyOwner(world);
  const { secret, apiKey } = await owner.addKey();
  await instance().use(secret, { routeKey: 'GET /v1/tasks' });
  await revokeKey({ ctx: owner.ctx, deps: world, input: { id: apiKey.id } });
  expect(await owner.read(apiKey.id)).toMatchObject({ lastUsedAt: iso(start), lastUsedRoute: 'GET /v1/tasks' });
});

test('an authorizer that has seen very many keys forgets the oldest first', async () => {
  const noted: string[] = [];
  const noteUse: CredentialStore['noteUse'] = async ({ hash }) => void noted.push(hash);
  const record = createUseRecorder({ ...world.credentials, noteUse }, world.log);
  const { addKey } = await world.addPerson();
  const credential = await world.credentials.findCredential(hashSecret((await addKey()).secret));
  if (!credential) throw new Error('There is no such key.');
  const use = { at: start, routeKey: 'GET /v1/me', from: { ip: '192.0.2.1', userAgent: '' } };
  for (let at = 0; at <= 1_000; at += 1) await record({ ...credential, hash: `hash-${at}` }, use);
  expect(noted).toHaveLength(1_001);
  await record({ ...credential, hash: 'hash-1' }, use);
  expect(noted).toHaveLength(1_001);
  await record({ ...credential, hash: 'hash-0' }, use);
  expect(noted.at(-1)).toBe('hash-0');
});
