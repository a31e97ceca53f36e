import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { importKeys } from '../../../../lambdas/auth/api-key/import-keys.ts';
import { revokeKey } from '../../../../lambdas/auth/api-key/revoke-key.ts';
import { hashSecret } from '../../../../lambdas/auth/api-key/secret.ts';
import { permissionsOfRole } from '../../../../lambdas/auth/role/role.ts';
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

const Results = z.object({
  results: z.array(
    z.object({
      ...{ index: z.number(), status: z.string(), apiKey: z.looseObject({ id: z.string() }).optional() },
      error: z.object({ code: z.string(), detail: z.string() }).optional(),
    }),
  ),
});
const sha256 = (secret: string, encoding: 'hex' | 'base64' | 'base64url' = 'hex') =>
  createHash('sha256').update(secret).digest(encoding);
const item = (secret: string, change: object = {}) => ({
  ...{ name: 'old CI', sha256: sha256(secret), scopes: ['projects:read'], ...change },
});
const me = (credential: string) => world.ask({ routeKey: 'GET /v1/projects', credential });

async function importer() {
  const owner = await keyOwner(world);
  const send = (keys: unknown[], headers?: Record<string, string>) =>
    owner.ask('POST /v1/api-keys/import', undefined, { keys }, headers);
  const results = async (keys: unknown[]) => Results.parse(bodyOf(await send(keys))).results;
  return { ...owner, send, results };
}

test.each([
  'sk_live_4eC39HqLyjWDarjtT1zdp7dc',
  'legacy|key/with+every=sign!{}[]"<>',
  '0123456789abcdef',
  'part.with.more.than.two.dots',
  'one.dot-and-a-long-rest',
  'x'.repeat(1_024),
])('a key of the form %j goes on working', async (secret) => {
  const { results, ctx } = await importer();
  const [result] = await results([item(secret, { prefix: secret.slice(0, 4) })]);
  expect(result).toMatchObject({
    index: 0,
    status: 'imported',
    apiKey: { isImported: true, hint: secret.slice(0, 4) },
  });
  expect((await me(secret)).statusCode).toBe(200);
  const id = result?.apiKey?.id ?? '';
  expect(await actsOf(world, ctx.orgId, id)).toMatchObject([{ action: 'api-key.imported', after: { name: 'old CI' } }]);
  await revokeKey({ ctx, deps: world, input: { id } });
  expect((await me(secret)).statusCode).toBe(401);
});

test('a hash is taken in hex of either case, base64 and base64url', async () => {
  const { results } = await importer();
  const secrets = Array.from({ length: 4 }, () => randomBytes(24).toString('hex'));
  const [a = '', b = '', c = '', d = ''] = secrets;
  const hashes = [sha256(a), sha256(b).toUpperCase(), sha256(c, 'base64'), sha256(d, 'base64url')];
  const keys = hashes.map((hash) => ({ ...item(''), sha256: hash }));
  expect((await results(keys)).map(({ status }) => status)).toEqual(Array.from({ length: 4 }, () => 'imported'));
  for (const secret of secrets) expect((await me(secret)).statusCode).toBe(200);
});

test.each([
  'ab',
  'g'.repeat(64),
  'a'.repeat(63),
  'a'.repeat(65),
  '='.repeat(44),
  `${'A'.repeat(42)}==`,
  '',
  `${'a'.repeat(63)}\n`,
  `${'ａ'.repeat(64)}`,
])('%j is no hash', async (hash) => {
  const { send } = await importer();
  const problem = problemOf(await send([{ ...item('x'), sha256: hash }]));
  expect(problem).toMatchObject({ status: 422, errors: [{ path: 'body.keys.0.sha256' }] });
});

test('a hundred keys come at once, and one more does not', async () => {
  const { results, send } = await importer();
  const keys = Array.from({ length: 100 }, (_, at) => item(`hundred-old-keys-${at}`));
  const before = world.calls.length;
  const imported = await results(keys);
  expect(imported.map(({ index }) => index)).toEqual(keys.map((_, at) => at));
  expect(new Set(imported.map(({ status }) => status))).toEqual(new Set(['imported']));
  const writes = world.calls.slice(before).filter(({ action }) => action === 'dynamodb:PutItem').length;
  expect(writes).toBeGreaterThan(0);
  expect(problemOf(await send([...keys, item('one-more-old-key-x')]))).toMatchObject({ status: 422 });
  expect(problemOf(await send([]))).toMatchObject({ status: 422 });
});

test('each key comes whole or not at all, and the others do not suffer', async () => {
  const { results, ctx } = await importer();
  await results([item('known-before-secret')]);
  const past = new Date(start).toISOString();
  const got = await results([
    item('fine-secret-number-1'),
    item('known-before-secret'),
    item('fine-secret-number-2'),
    item('fine-secret-number-1', { name: 'twin' }),
    item('too-late-secret-000', { expiresAt: past }),
    item('pretends-to-be-ours', { prefix: 'odavl_' }),
  ]);
  const said = got.map(({ status, error }) => error?.code ?? status);
  expect(said).toEqual(['imported', 'conflict', 'imported', 'conflict', 'validation_failed', 'validation_failed']);
  const { items } = await world.apiKeys.list(ctx.orgId, { limit: 100 });
  expect(items.filter(({ isImported }) => isImported)).toHaveLength(3);
  expect((await me('too-late-secret-000')).statusCode).toBe(401);
});

test('nobody imports a key that can do more than they can', async () => {
  const { ctx } = await world.addPerson();
  const developer = { ...ctx, permissions: new Set([...permissionsOfRole.developer, 'keys:create' as const]) };
  const keys = [
    { name: 'k', sha256: sha256('a-very-strong-key-1'), scopes: ['admin' as const] },
    { name: 'k', sha256: sha256('a-rather-weak-key-2'), scopes: ['projects:read' as const] },
  ];
  const { results } = await importKeys({ ctx: developer, deps: world, input: { keys } });
  expect(results).toMatchObject([{ status: 'refused', error: { code: 'forbidden' } }, { status: 'imported' }]);
  const bound = { ...ctx, projects: new Set(['prj_1']) };
  const other = [{ name: 'k', sha256: sha256('third-key-of-them-all'), scopes: ['projects:read' as const] }];
  const refused = await importKeys({ ctx: bound, deps: world, input: { keys: other } });
  expect(refused.results).toMatchObject([{ status: 'refused', error: { code: 'forbidden' } }]);
});

test('the hash of somebody else is refused in the same words as one of our own, and tells nothing of them', async () => {
  const [victim, thief] = [await importer(), await importer()];
  const { apiKey, secret } = await victim.addKey();
  await victim.results([item('imported-by-the-victim')]);
  await thief.results([item('imported-by-the-thief')]);
  const secrets = [secret, 'imported-by-the-victim', 'imported-by-the-thief'];
  const reply = await thief.send(secrets.map((each) => item(each)));
  const { results } = Results.parse(bodyOf(reply));
  expect(new Set(results.map(({ error }) => JSON.stringify(error))).size).toBe(1);
  expect(results.every(({ status, error }) => status === 'refused' && error?.code === 'conflict')).toBe(true);
  expect(reply.body).not.toContain(apiKey.id);
  expect(reply.body).not.toContain(victim.ctx.orgId);
  expect(await world.credentials.findCredential(hashSecret(secret))).toMatchObject({ orgId: victim.ctx.orgId });
});

test('a secret that was revoked, rotated away or leaked is nobody’s to import, so that nobody receives its traffic', async () => {
  const [victim, thief] = [await importer(), await importer()];
  const revoked = await victim.addKey();
  await revokeKey({ ctx: victim.ctx, deps: world, input: { id: revoked.apiKey.id } });
  const rotated = await victim.addKey();
  Created.parse(bodyOf(await victim.rotate(rotated.apiKey.id, { gracePeriodSeconds: 0 })));
  const results = await thief.results([item(revoked.secret), item(rotated.secret)]);
  expect(results.map(({ error }) => error?.code)).toEqual(['conflict', 'conflict']);
  for (const { secret } of [revoked, rotated]) expect((await me(secret)).statusCode).toBe(401);
});

test('of many imports of one hash at once one wins', async () => {
  const importers = await Promise.all(Array.from({ length: 10 }, () => importer()));
  const all = await Promise.all(importers.map(({ results }) => results([item('wanted-by-everybody')])));
  expect(all.flat().filter(({ status }) => status === 'imported')).toHaveLength(1);
});

test.each(['short', 'fifteen-letters', 'y'.repeat(1_025), 'a.b.c', 'eyJ.eyJ.sig'])(
  'the credential %j is no imported key, whatever was imported, and costs no read of one',
  async (secret) => {
    const { results } = await importer();
    await results([item(secret)]);
    const before = world.calls.length;
    expect((await me(secret)).statusCode).toBe(401);
    const reads = world.calls.slice(before).filter(({ action }) => action === 'dynamodb:GetItem');
    expect(reads).toEqual([]);
  },
);

test('an imported key is rotated to a secret of ours', async () => {
  const { results, rotate } = await importer();
  const [result] = await results([item('an-old-key-that-goes')]);
  const { secret } = Created.parse(bodyOf(await rotate(result?.apiKey?.id ?? '')));
  expect(secret).toMatch(/^odavl_/);
  for (const each of [secret, 'an-old-key-that-goes']) expect((await me(each)).statusCode).toBe(200);
});

test('an import that is repeated with its Idempotency-Key says the same again', async () => {
  const { send } = await importer();
  const once = () => send([item('imported-only-once-0')], { 'idempotency-key': 'import-1' });
  const [first, second] = [await once(), await once()];
  expect(bodyOf(second)).toEqual(bodyOf(first));
});
