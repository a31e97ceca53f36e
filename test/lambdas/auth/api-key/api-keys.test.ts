import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import type { NewApiKey } from '../../../../lambdas/auth/api-key/api-key.ts';
import { createKey } from '../../../../lambdas/auth/api-key/create-key.ts';
import { revokeKey } from '../../../../lambdas/auth/api-key/revoke-key.ts';
import { permissionsOf, Scope } from '../../../../lambdas/auth/api-key/scope.ts';
import { hashSecret } from '../../../../lambdas/auth/api-key/secret.ts';
import { permissionsOfRole } from '../../../../lambdas/auth/role/role.ts';
import { AppError } from '../../../../shared/errors.ts';
import { bodyOf, problemOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { type AuthWorld, startAuth } from '../auth-world.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = start;
});

const Page = z.object({ items: z.array(z.object({ id: z.string() })), nextCursor: z.string().optional() });
/** An owner who acts over HTTP with an admin key. */
async function owner() {
  const person = await world.addPerson();
  const { secret: credential } = await person.addKey();
  const keyStore = world;
  const create = (input: object, headers: Record<string, string> = {}) =>
    world.ask({
      routeKey: 'POST /v1/api-keys',
      body: { name: 'k', ...input },
      credential,
      headers: { 'content-type': 'application/json', ...headers },
    });
  return { ...person, credential, keyStore, create };
}

test('a new key shows its secret once; later only a hint of it is seen', async () => {
  const { create, credential } = await owner();
  const reply = await create({ scopes: ['guardian:read'] });
  const Created = z.object({ apiKey: z.looseObject({ id: z.string(), hint: z.string() }), secret: z.string() });
  const { apiKey, secret } = Created.parse(bodyOf(reply));
  expect(reply).toMatchObject({ statusCode: 201, headers: { 'cache-control': 'no-store' } });
  expect(secret.startsWith(apiKey.hint)).toBe(true);
  expect(apiKey.hint).toHaveLength(10);
  const read = await world.ask({ routeKey: 'GET /v1/api-keys/{id}', params: { id: apiKey.id }, credential });
  expect(bodyOf(read)).toEqual(apiKey);
  const stored = await world.dump();
  expect(stored).not.toContain(secret);
  expect(read.body).not.toContain(hashSecret(secret));
});

test('a creation that is repeated with its Idempotency-Key shows the same secret, and keeps it unreadable', async () => {
  const { create } = await owner();
  const send = () => create({ scopes: ['guardian:read'] }, { 'idempotency-key': 'key-1' });
  const [first, second] = [await send(), await send()];
  expect(bodyOf(second)).toEqual(bodyOf(first));
  const { secret } = z.object({ secret: z.string() }).parse(bodyOf(first));
  expect(await world.dump()).not.toContain(secret);
});

test('a key cannot do more than its maker', async () => {
  const { ctx, keyStore } = await owner();
  const developer = { ...ctx, permissions: new Set(permissionsOfRole.developer) };
  const create = (scopes: NewApiKey['scopes']) =>
    createKey({ ctx: developer, deps: keyStore, input: { name: 'k', scopes } });
  await expect(create(['admin'])).rejects.toMatchObject({
    ...{ code: 'forbidden', message: expect.stringContaining('keys:create') },
  });
  await expect(create(['guardian:write', 'billing:read'])).rejects.toThrow('You lack: billing:read.');
  await expect(create(['guardian:write', 'projects:write'])).resolves.toBeDefined();
});

test('an admin key makes keys, but none with the rights of an owner', () => {
  const all = permissionsOf(Scope.options);
  for (const permission of ['organization:delete', 'roles:write', 'keys:delete', 'billing:write']) {
    expect(all).not.toContain(permission);
  }
});

test('an expiry in the past is refused by name', async () => {
  const { create } = await owner();
  for (const expiresAt of [new Date(start).toISOString(), '2020-01-01T00:00:00Z']) {
    const problem = problemOf(await create({ scopes: ['admin'], expiresAt }));
    expect(problem).toMatchObject({ status: 422, errors: [{ path: 'body.expiresAt', message: 'Lies in the past' }] });
  }
  const soon = new Date(start + 1).toISOString();
  expect((await create({ scopes: ['admin'], expiresAt: soon })).statusCode).toBe(201);
});

test.each([[[]], [['root']], [Array.from({ length: 21 }, () => 'admin')]])(
  'the scopes %j are refused',
  async (scopes) => {
    const { create } = await owner();
    expect(problemOf(await create({ scopes }))).toMatchObject({ code: 'validation_failed' });
  },
);

test('keys are listed newest first, in pages, without secrets and without those of others', async () => {
  const { ctx, credential } = await owner();
  const made: string[] = [];
  for (let at = 1; at <= 3; at += 1) {
    const input = { name: `k${at}`, scopes: ['admin'] } satisfies NewApiKey;
    const later = { ...ctx, now: start + at };
    made.unshift((await createKey({ ctx: later, deps: world, input })).apiKey.id);
  }
  await (await world.addPerson()).addKey();
  const list = async (query: Record<string, string>) =>
    Page.parse(bodyOf(await world.ask({ routeKey: 'GET /v1/api-keys', query, credential })));
  const first = await list({ limit: '2' });
  const second = await list({ limit: '2', cursor: first.nextCursor ?? '' });
  expect([...first.items, ...second.items].map(({ id }) => id).slice(0, 3)).toEqual(made);
  expect(first.items.length + second.items.length).toBe(4);
  expect(second.nextCursor).toBeUndefined();
});

test('a revoked key is refused at once, stays visible, and cannot be revoked again', async () => {
  const { ctx, addKey, organization } = await owner();
  const { apiKey, secret } = await addKey();
  const revoke = () => revokeKey({ ctx, deps: world, input: { id: apiKey.id } });
  const outcomes = await Promise.allSettled([revoke(), revoke(), revoke()]);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(AppError);
  }
  expect(await world.credentials.findCredential(hashSecret(secret))).toBeUndefined();
  expect(await world.apiKeys.get(organization.id, apiKey.id)).toMatchObject({
    revokedAt: new Date(start).toISOString(),
  });
  expect(problemOf(await world.ask({ routeKey: 'GET /v1/me', credential: secret }))).toMatchObject({
    code: 'invalid_token',
  });
});

test('an admin key may not revoke keys, which is for owners', async () => {
  const { credential, addKey } = await owner();
  const { apiKey } = await addKey();
  const reply = await world.ask({ routeKey: 'DELETE /v1/api-keys/{id}', params: { id: apiKey.id }, credential });
  expect(problemOf(reply)).toMatchObject({ status: 403, code: 'forbidden' });
});
