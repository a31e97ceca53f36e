import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { changeKey } from '../../../../lambdas/auth/api-key/change-key.ts';
import { createKey } from '../../../../lambdas/auth/api-key/create-key.ts';
import { revokeKey } from '../../../../lambdas/auth/api-key/revoke-key.ts';
import { rotateKey } from '../../../../lambdas/auth/api-key/rotate-key.ts';
import { hashSecret } from '../../../../lambdas/auth/api-key/secret.ts';
import { permissionsOfRole } from '../../../../lambdas/auth/role/role.ts';
import { newId } from '../../../../shared/id.ts';
import { bodyOf, problemOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { type AuthWorld, startAuth } from '../auth-world.ts';
import { actsOf, Created, keyOwner } from './key-owner.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = start;
});

const later = new Date(start + 60_000).toISOString();
const credentialOf = (secret: string) => world.credentials.findCredential(hashSecret(secret));

test('a change holds for the key and for what the authorizer reads, and is recorded', async () => {
  const owner = await keyOwner(world);
  const { apiKey, secret } = await owner.addKey({ scopes: ['projects:write'], name: 'old' });
  const change = {
    name: 'new',
    scopes: ['projects:read'],
    allowedIps: ['192.0.2.0/24'],
    expiresAt: later,
    burstPerMinute: 9,
  };
  const reply = await owner.change(apiKey.id, change);
  expect(bodyOf(reply)).toEqual({ ...apiKey, ...change, version: 2 });
  expect(await owner.read(apiKey.id)).toEqual(bodyOf(reply));
  expect(await credentialOf(secret)).toMatchObject({
    ...{ scopes: ['projects:read'], allowedIps: ['192.0.2.0/24'], expiresAt: later, burstPerMinute: 9 },
  });
  const acts = await actsOf(world, owner.ctx.orgId, apiKey.id);
  expect(acts).toMatchObject([
    { action: 'api-key.created' },
    { action: 'api-key.updated', before: { name: 'old', scopes: ['projects:write'] }, after: change },
  ]);
});

test('null takes a restriction away, from the secret, too', async () => {
  const owner = await keyOwner(world);
  const projectIds = [await owner.newProject()];
  const made = { projectIds, allowedIps: ['192.0.2.1'], expiresAt: later, burstPerMinute: 9 };
  const { apiKey, secret } = await owner.addKey(made);
  const none = { projectIds: null, allowedIps: null, expiresAt: null, burstPerMinute: null };
  expect((await owner.change(apiKey.id, none)).statusCode).toBe(200);
  const [key, credential] = [await owner.read(apiKey.id), await credentialOf(secret)];
  for (const field of Object.keys(none)) {
    expect(key).not.toHaveProperty(field);
    expect(credential).not.toHaveProperty(field);
  }
});

test('during a rotation both secrets follow a change', async () => {
  const owner = await keyOwner(world);
  const { apiKey, secret: old } = await owner.addKey();
  const { secret: next } = Created.parse(bodyOf(await owner.rotate(apiKey.id)));
  await owner.change(apiKey.id, { allowedIps: ['10.0.0.0/8'] });
  for (const secret of [old, next]) expect(await credentialOf(secret)).toMatchObject({ allowedIps: ['10.0.0.0/8'] });
});

test.each<[string, object]>([
  ['nothing', {}],
  ['a field that is not changed by hand', { createdBy: 'usr_1' }],
  ['the organization', { orgId: 'org_1' }],
  ['the hash', { hash: 'ab'.repeat(32) }],
  ['the generation', { generation: 7 }],
  ['the version', { version: 7 }],
  ['no scope', { scopes: [] }],
  ['null for the scopes', { scopes: null }],
  ['an unknown scope', { scopes: ['root'] }],
  ['an empty name', { name: ' ' }],
  ['a past end', { expiresAt: '2020-01-01T00:00:00Z' }],
  ['an end at this very moment', { expiresAt: new Date(start).toISOString() }],
  ['a limit above the plan', { burstPerMinute: 61 }],
  ['twenty-one projects', { projectIds: Array.from({ length: 21 }, () => newId('project', start)) }],
])('%s is refused', async (_, change) => {
  const owner = await keyOwner(world);
  const { apiKey } = await owner.addKey();
  expect(problemOf(await owner.change(apiKey.id, change))).toMatchObject({ status: 422, code: 'validation_failed' });
  expect((await owner.read(apiKey.id)).version).toBe(1);
});

test('projects that are not there, of somebody else, or named twice are refused by place', async () => {
  const [owner, stranger] = [await keyOwner(world), await keyOwner(world)];
  const [mine, theirs] = [await owner.newProject(), await stranger.newProject()];
  const missing = newId('project', start);
  const { apiKey } = await owner.addKey();
  for (const reply of [
    await owner.create({ projectIds: [mine, theirs, missing] }),
    await owner.change(apiKey.id, { projectIds: [mine, theirs, missing] }),
  ]) {
    expect(problemOf(reply)).toMatchObject({
      ...{ status: 422, errors: [{ path: 'body.projectIds.1' }, { path: 'body.projectIds.2' }] },
    });
  }
  expect(problemOf(await owner.create({ projectIds: [mine, mine] }))).toMatchObject({ status: 422 });
  expect(await owner.read(apiKey.id)).not.toHaveProperty('projectIds');
});

test('nobody gives a key, or opens one, that can do more than they can', async () => {
  const { ctx, addKey } = await world.addPerson();
  const { apiKey: strong } = await addKey({ scopes: ['admin'] });
  const { apiKey: weak } = await addKey({ scopes: ['projects:read'] });
  const developer = { ...ctx, permissions: new Set([...permissionsOfRole.developer, 'keys:create' as const]) };
  const change = (id: string, body: object) => changeKey({ ctx: developer, deps: world, input: { id, change: body } });
  await expect(change(weak.id, { scopes: ['admin'] })).rejects.toMatchObject({ code: 'forbidden' });
  await expect(change(weak.id, { scopes: ['projects:write'] })).resolves.toMatchObject({ version: 2 });
  // The key stays as strong as it is, and loses what held it.
  await expect(change(strong.id, { allowedIps: null })).rejects.toMatchObject({ code: 'forbidden' });
  await expect(change(strong.id, { scopes: ['projects:read'] })).resolves.toMatchObject({ version: 2 });
});

test('who rotates a key holds its secret, so it can do no more than they can', async () => {
  const { ctx, addKey } = await world.addPerson();
  const { apiKey } = await addKey({ scopes: ['admin'] });
  const developer = { ...ctx, permissions: new Set([...permissionsOfRole.developer, 'keys:create' as const]) };
  const deps = { ...world, publish: world.bus.publish };
  const rotate = rotateKey({ ctx: developer, deps, input: { id: apiKey.id, gracePeriodSeconds: 60 } });
  await expect(rotate).rejects.toMatchObject({ code: 'forbidden' });
});

test('a credential of some projects makes keys of these projects only', async () => {
  const owner = await keyOwner(world);
  const [mine, other] = [await owner.newProject(), await owner.newProject()];
  const ctx = { ...owner.ctx, projects: new Set([mine]) };
  const create = (projectIds?: string[]) =>
    createKey({ ctx, deps: world, input: { name: 'k', scopes: ['projects:read'], ...(projectIds && { projectIds }) } });
  await expect(create()).rejects.toMatchObject({ code: 'forbidden' });
  await expect(create([mine, other])).rejects.toMatchObject({ code: 'forbidden' });
  const { apiKey } = await create([mine]);
  const free = changeKey({ ctx, deps: world, input: { id: apiKey.id, change: { projectIds: null } } });
  await expect(free).rejects.toMatchObject({ code: 'forbidden' });
});

test('If-Match guards against the change of somebody else', async () => {
  const owner = await keyOwner(world);
  const { apiKey } = await owner.addKey();
  expect((await owner.change(apiKey.id, { name: 'a' }, { 'if-match': '"v1"' })).statusCode).toBe(200);
  for (const stale of ['"v1"', 'v2', '*', '"v3"']) {
    const problem = problemOf(await owner.change(apiKey.id, { name: 'b' }, { 'if-match': stale }));
    expect(problem).toMatchObject({ status: 412, code: 'precondition_failed' });
  }
  expect(await owner.read(apiKey.id)).toMatchObject({ name: 'a', version: 2 });
});

test('of many changes at once none is lost', async () => {
  const owner = await keyOwner(world);
  const { apiKey, secret } = await owner.addKey();
  const changes = [{ allowedIps: ['10.0.0.0/8'] }, { burstPerMinute: 7 }, { expiresAt: later }];
  const replies = await Promise.all(changes.map((change) => owner.change(apiKey.id, change)));
  expect(replies.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
  const all = Object.assign({}, ...changes);
  expect(await owner.read(apiKey.id)).toMatchObject({ ...all, version: 4 });
  expect(await credentialOf(secret)).toMatchObject(all);
});

test('a revoked key is not changed, not rotated, and not brought back', async () => {
  const owner = await keyOwner(world);
  const { apiKey, secret } = await owner.addKey();
  await revokeKey({ ctx: owner.ctx, deps: world, input: { id: apiKey.id } });
  for (const reply of [
    await owner.change(apiKey.id, { name: 'new' }),
    await owner.rotate(apiKey.id),
    await owner.close(apiKey.id),
  ]) {
    expect(problemOf(reply)).toMatchObject({ status: 409, code: 'conflict', detail: 'The API key is revoked.' });
  }
  expect(await credentialOf(secret)).toBeUndefined();
});

test('a key is made under the plan of the organization, whatever an authorizer remembers', async () => {
  const { ctx, addKey } = await world.addPerson({ plan: 'free' });
  await world.table.update({ pk: `ORG#${ctx.orgId}`, sk: 'ORG' }, { set: { plan: 'pro' } });
  const { secret, apiKey } = await addKey();
  expect(await credentialOf(secret)).toMatchObject({ plan: 'pro' });
  const deps = { ...world, publish: world.bus.publish };
  await world.table.update({ pk: `ORG#${ctx.orgId}`, sk: 'ORG' }, { set: { plan: 'enterprise' } });
  const rotated = await rotateKey({ ctx, deps, input: { id: apiKey.id, gracePeriodSeconds: 60 } });
  expect(await credentialOf(rotated.secret)).toMatchObject({ plan: 'enterprise' });
});

test('a new plan reaches all secrets of an organization, page by page, and those of nobody else', async () => {
  const [owner, stranger] = [await keyOwner(world), await keyOwner(world)];
  const secrets = [owner.credential];
  for (let at = 0; at < 105; at += 1) secrets.push((await owner.addKey({ scopes: ['projects:read'] })).secret);
  const { apiKey } = await owner.addKey();
  secrets.push(Created.parse(bodyOf(await owner.rotate(apiKey.id))).secret);
  const { apiKey: dead, secret: revoked } = await owner.addKey();
  await revokeKey({ ctx: owner.ctx, deps: world, input: { id: dead.id } });
  await world.apiKeys.setPlan(owner.ctx.orgId, 'pro');
  for (const secret of secrets) expect(await credentialOf(secret)).toMatchObject({ plan: 'pro' });
  expect(await credentialOf(revoked)).toBeUndefined();
  expect(await credentialOf(stranger.credential)).toMatchObject({ plan: 'free' });
});
