import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { revokeKey } from '../../../../lambdas/auth/api-key/revoke-key.ts';
import { hashSecret } from '../../../../lambdas/auth/api-key/secret.ts';
import { remembered } from '../../../../lambdas/auth/grant/remembered.ts';
import { authorize } from '../../../../lambdas/auth/token/authorize.ts';
import { bodyOf, problemOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { type AuthWorld, presented, startAuth } from '../auth-world.ts';
import { actsOf, Created, keyOwner } from './key-owner.ts';

const day = 24 * 3_600_000;
let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = start;
});

const iso = (ms: number) => new Date(ms).toISOString();
const use = async (secret: string, routeKey = 'GET /v1/me') =>
  (await world.ask({ routeKey, credential: secret })).statusCode;

/** A key in the middle of a change of secret. */
async function rotation(gracePeriodSeconds?: number) {
  const owner = await keyOwner(world);
  const { apiKey, secret: old } = await owner.addKey();
  const reply = await owner.rotate(apiKey.id, gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds });
  const { apiKey: rotated, secret: next } = Created.parse(bodyOf(reply));
  return { owner, id: apiKey.id, old, next, rotated, first: apiKey };
}

test('a rotation gives one new secret, and both work for seven days unless told otherwise', async () => {
  const { owner, id, old, next, rotated, first } = await rotation();
  expect(next).not.toBe(old);
  expect(rotated).toMatchObject({
    ...{ id, hint: next.slice(0, 10), version: 2 },
    rotation: { startedAt: iso(start), closesAt: iso(start + 7 * day), oldHint: first.hint, state: 'waiting' },
  });
  expect([await use(old), await use(next)]).toEqual([200, 200]);
  expect(await world.dump()).not.toContain(next);
  expect(JSON.stringify(await owner.read(id))).not.toContain(hashSecret(old));
  expect(await actsOf(world, owner.ctx.orgId, id)).toMatchObject([
    { action: 'api-key.created' },
    { action: 'api-key.rotated', before: { hint: first.hint }, after: { hint: rotated.hint } },
  ]);
  expect(world.bus.ofType('api-key.rotated.v1').at(-1)).toMatchObject({ data: { keyId: id } });
});

test('the old secret dies at the exact end of its grace time, job or no job', async () => {
  const { owner, id, old, next } = await rotation(3_600);
  world.clock.now = start + 3_599_999;
  expect([await use(old), await use(next)]).toEqual([200, 200]);
  world.clock.now = start + 3_600_000;
  expect(problemOf(await world.ask({ routeKey: 'GET /v1/me', credential: old }))).toMatchObject({
    ...{ status: 401, detail: expect.stringContaining('rotated') },
  });
  expect(await use(next)).toBe(200);
  expect(await owner.read(id)).toMatchObject({ rotation: { state: 'closed' } });
});

test('no grace ends the old secret at once', async () => {
  const { old, next, rotated } = await rotation(0);
  expect([await use(old), await use(next)]).toEqual([401, 200]);
  expect(rotated).toMatchObject({ rotation: { state: 'closed', closedAt: iso(start) } });
});

test('the key shows who still uses the old secret, and when nobody does any more', async () => {
  const { owner, id, old, next } = await rotation();
  world.clock.now = start + 1_000;
  await use(old, 'GET /v1/projects');
  expect(await owner.read(id)).toMatchObject({
    rotation: {
      ...{ state: 'waiting', oldLastUsedAt: iso(start + 1_000), oldLastUsedRoute: 'GET /v1/projects' },
      oldLastUsedFrom: { ip: '192.0.2.1', userAgent: 'test' },
    },
  });
  world.clock.now = start + 2_000;
  await use(next);
  expect(await owner.read(id)).toMatchObject({ rotation: { state: 'switched', newLastUsedAt: iso(start + 2_000) } });
  world.clock.now = start + day;
  await use(old);
  expect(await owner.read(id)).toMatchObject({
    ...{ lastUsedAt: iso(start + day), rotation: { state: 'waiting', oldLastUsedAt: iso(start + day) } },
  });
});

test.each([-1, 1.5, 30 * 24 * 3_600 + 1, '60', null, Number.NaN])('a grace time of %j is refused', async (grace) => {
  const owner = await keyOwner(world);
  const { apiKey } = await owner.addKey();
  const reply = await owner.rotate(apiKey.id, { gracePeriodSeconds: grace });
  expect(problemOf(reply)).toMatchObject({ status: 422, errors: [{ path: 'body.gracePeriodSeconds' }] });
});

test('a second rotation waits for the end of the first', async () => {
  const { owner, id, old } = await rotation(3_600);
  expect(problemOf(await owner.rotate(id))).toMatchObject({ status: 409, code: 'conflict' });
  world.clock.now = start + 3_600_000;
  const reply = await owner.rotate(id);
  expect(reply.statusCode).toBe(200);
  // Nobody had tidied up the first one; its old secret does not live again.
  expect(await use(old)).toBe(401);
  expect(await world.credentials.findCredential(hashSecret(old))).toBeUndefined();
});

test('of fifty rotations at once one wins, and its secret is the one that works', async () => {
  const owner = await keyOwner(world);
  const { apiKey, secret: old } = await owner.addKey();
  const replies = await Promise.all(
    Array.from({ length: 50 }, () => owner.rotate(apiKey.id, { gracePeriodSeconds: 60 })),
  );
  const won = replies.filter(({ statusCode }) => statusCode === 200);
  expect(won).toHaveLength(1);
  for (const reply of replies) if (reply !== won[0]) expect([409, 503]).toContain(reply.statusCode);
  const { secret } = Created.parse(bodyOf(won[0] ?? { statusCode: 0 }));
  expect([await use(old), await use(secret)]).toEqual([200, 200]);
  const acts = await actsOf(world, owner.ctx.orgId, apiKey.id);
  expect(acts.filter(({ action }) => action === 'api-key.rotated')).toHaveLength(1);
});

test('a rotation that is repeated with its Idempotency-Key gives the same secret', async () => {
  const owner = await keyOwner(world);
  const { apiKey } = await owner.addKey();
  const send = () => owner.rotate(apiKey.id, {}, { 'idempotency-key': 'once' });
  const [first, second] = [await send(), await send()];
  expect(bodyOf(second)).toEqual(bodyOf(first));
});

test('closing ends the old secret at once, and only once', async () => {
  const { owner, id, old, next } = await rotation();
  await use(old);
  world.clock.now = start + 5_000;
  const replies = await Promise.all([owner.close(id), owner.close(id), owner.close(id)]);
  expect(replies.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 409, 409]);
  expect([await use(old), await use(next)]).toEqual([401, 200]);
  expect(await owner.read(id)).toMatchObject({
    rotation: { state: 'closed', closedAt: iso(start + 5_000), oldLastUsedAt: iso(start) },
  });
  expect(await actsOf(world, owner.ctx.orgId, id)).toMatchObject([
    { action: 'api-key.created' },
    { action: 'api-key.rotated' },
    { action: 'api-key.rotation-closed', after: { because: 'closed by hand' } },
  ]);
  expect(
    world.bus.ofType('api-key.rotation-closed.v1').filter(({ data }) => JSON.stringify(data).includes(id)),
  ).toHaveLength(1);
  expect((await owner.rotate(id)).statusCode).toBe(200);
});

test('a key without a rotation has none to close', async () => {
  const owner = await keyOwner(world);
  const { apiKey } = await owner.addKey();
  expect(problemOf(await owner.close(apiKey.id))).toMatchObject({ status: 409, code: 'conflict' });
});

test('an expired key is not rotated', async () => {
  const owner = await keyOwner(world);
  const { apiKey } = await owner.addKey({ expiresAt: iso(start + 1_000) });
  world.clock.now = start + 1_000;
  expect(problemOf(await owner.rotate(apiKey.id))).toMatchObject({ status: 409, code: 'conflict' });
});

test('a revocation kills both secrets, and a rotation of that moment brings none to life', async () => {
  const { owner, id, old, next } = await rotation();
  await revokeKey({ ctx: owner.ctx, deps: world, input: { id } });
  expect([await use(old), await use(next)]).toEqual([401, 401]);

  for (let round = 0; round < 5; round += 1) {
    const { apiKey, secret } = await owner.addKey();
    const revoke = revokeKey({ ctx: owner.ctx, deps: world, input: { id: apiKey.id } });
    const [rotated] = await Promise.all([owner.rotate(apiKey.id), revoke]);
    expect(await use(secret)).toBe(401);
    if (rotated.statusCode === 200) expect(await use(Created.parse(bodyOf(rotated)).secret)).toBe(401);
    else expect(problemOf(rotated)).toMatchObject({ code: 'conflict' });
  }
});

test('an admin key may rotate keys, a key without that power may not', async () => {
  const { owner, id, next } = await rotation(0);
  expect((await owner.rotate(id)).statusCode).toBe(200);
  const { secret: credential } = await owner.addKey({ scopes: ['projects:write'] });
  const reply = await world.ask({ routeKey: 'POST /v1/api-keys/{id}/rotate', params: { id }, body: {}, credential });
  expect(problemOf(reply)).toMatchObject({ status: 403 });
  expect(await use(next)).toBe(200);
});

test('an authorizer that remembers both secrets refuses them half a minute after the revocation', async () => {
  const { owner, id, old, next } = await rotation();
  const findCredential = remembered(world.credentials.findCredential, (hash: string) => hash);
  const verdict = async (secret: string, ms: number) => {
    const deps = { ...world.authorizerDeps, findCredential };
    return (await authorize({ deps, input: presented(`Bearer ${secret}`, start + ms) })).outcome;
  };
  for (const secret of [old, next]) expect(await verdict(secret, 0)).toBe('authenticated');
  await revokeKey({ ctx: owner.ctx, deps: world, input: { id } });
  for (const secret of [old, next]) {
    expect(await verdict(secret, 29_999)).toBe('authenticated');
    expect(await verdict(secret, 30_000)).toBe('rejected');
  }
});
