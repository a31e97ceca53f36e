import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { closeRotatedKeys } from '../../../../lambdas/auth/api-key/close-rotated-keys.ts';
import { closeRotation } from '../../../../lambdas/auth/api-key/close-rotation.ts';
import { revokeKey } from '../../../../lambdas/auth/api-key/revoke-key.ts';
import { rotateKey } from '../../../../lambdas/auth/api-key/rotate-key.ts';
import { hashSecret } from '../../../../lambdas/auth/api-key/secret.ts';
import { start } from '../../../shared/make-context.ts';
import { startTables } from '../../../shared/table.ts';
import { loadEntry } from '../../load-entry.ts';
import { type AuthWorld, apiUrl, startAuth } from '../auth-world.ts';
import { actsOf } from './key-owner.ts';

const [minute, hour, day] = [60_000, 3_600_000, 24 * 3_600_000];
/** How late the use of a secret may be written down. */
const sample = 5 * minute;
let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = start;
});

const run = (change: object = {}) => {
  const deps = { ...world, publish: world.bus.publish, now: () => world.clock.now, ...change };
  return closeRotatedKeys({ deps, input: { requestId: 'run-1' } });
};
const useAt = async (ms: number, secret: string) => {
  world.clock.now = start + ms;
  return (await world.ask({ routeKey: 'GET /v1/me', credential: secret })).statusCode;
};

async function rotation(graceMs: number) {
  const { ctx, addKey } = await world.addPerson();
  const { apiKey, secret: old } = await addKey();
  const input = { id: apiKey.id, gracePeriodSeconds: graceMs / 1_000 };
  const { secret: next } = await rotateKey({ ctx, deps: { ...world, publish: world.bus.publish }, input });
  const rotationOf = async () => (await world.apiKeys.get(ctx.orgId, apiKey.id))?.rotation;
  const isClosedAt = async (ms: number) => {
    world.clock.now = start + ms;
    await run();
    return (await rotationOf())?.closedAt !== undefined;
  };
  return { ctx, id: apiKey.id, old, next, isClosedAt, rotationOf };
}

test('the old secret ends a day after the last that was seen of it, once the new one is used', async () => {
  const { ctx, id, old, next, isClosedAt, rotationOf } = await rotation(7 * day);
  expect(await useAt(hour, old)).toBe(200);
  expect(await useAt(2 * hour, next)).toBe(200);
  expect(await useAt(3 * hour, old)).toBe(200);
  expect(await isClosedAt(3 * hour + sample + day - 1)).toBe(false);
  expect(await isClosedAt(3 * hour + sample + day)).toBe(true);
  expect(await useAt(3 * hour + sample + day, old)).toBe(401);
  expect(await useAt(3 * hour + sample + day, next)).toBe(200);
  expect(await rotationOf()).toMatchObject({ oldLastUsedAt: new Date(start + 3 * hour).toISOString() });
  expect((await actsOf(world, ctx.orgId, id)).at(-1)).toMatchObject({
    ...{ action: 'api-key.rotation-closed', actor: { type: 'system', id: 'close-rotated-keys' } },
    after: { because: 'the old secret is no longer used' },
  });
});

test('an old secret that nobody ever used ends a day after the first use of the new one', async () => {
  const { next, isClosedAt } = await rotation(7 * day);
  await useAt(hour, next);
  expect(await isClosedAt(hour + day - 1)).toBe(false);
  expect(await isClosedAt(hour + day)).toBe(true);
});

test('while nobody uses the new secret the old one works to the end of its grace', async () => {
  const { old, isClosedAt } = await rotation(7 * day);
  for (let at = 0; at < 7 * day; at += day / 2) expect(await isClosedAt(at)).toBe(false);
  expect(await useAt(7 * day - 1, old)).toBe(200);
  expect(await isClosedAt(7 * day - 1)).toBe(false);
  expect(await isClosedAt(7 * day)).toBe(true);
});

test('an old secret in use is never closed early, whenever the job runs', async () => {
  const { old, next, isClosedAt } = await rotation(10 * day);
  await useAt(0, next);
  for (let at = hour; at < 9 * day; at += 12 * hour) {
    expect(await useAt(at, old)).toBe(200);
    expect(await isClosedAt(at + 11 * hour)).toBe(false);
  }
});

test('a short grace has a short quiet time: half of it', async () => {
  const { next, isClosedAt } = await rotation(2 * hour);
  await useAt(minute, next);
  expect(await isClosedAt(minute + hour - 1)).toBe(false);
  expect(await isClosedAt(minute + hour)).toBe(true);
});

test('a rotation that waits costs no look in each run', async () => {
  await rotation(30 * day);
  world.clock.now = start + day;
  const first = await run();
  expect(first.postponed).toBeGreaterThan(0);
  world.clock.now += 15 * minute;
  expect(await run()).toEqual({ closed: 0, postponed: 0, failed: 0 });
});

test('very many are closed page by page, and two runs at a time close each once', async () => {
  const { ctx, addKey } = await world.addPerson();
  const deps = { ...world, publish: world.bus.publish };
  const ids: string[] = [];
  for (let at = 0; at < 130; at += 1) {
    const { apiKey } = await addKey({ scopes: ['projects:read'] });
    await rotateKey({ ctx, deps, input: { id: apiKey.id, gracePeriodSeconds: 60 } });
    ids.push(apiKey.id);
  }
  world.clock.now = start + minute;
  const before = world.bus.ofType('api-key.rotation-closed.v1').length;
  const [one, two] = await Promise.all([run(), run()]);
  expect(one.failed + two.failed).toBe(0);
  expect(one.closed + two.closed).toBe(130);
  expect(world.bus.ofType('api-key.rotation-closed.v1').length - before).toBe(130);
  expect(await run()).toMatchObject({ closed: 0, failed: 0 });
});

test('one that fails stays due, is told, and stops no other', async () => {
  const [bad, good] = [await rotation(60_000), await rotation(60_000)];
  world.clock.now = start + 60_000;
  const endFails: typeof world.rotations.endRotation = (key, ...rest) =>
    key.id === bad.id ? Promise.reject(new Error('throttled')) : world.rotations.endRotation(key, ...rest);
  const result = await run({ rotations: { ...world.rotations, endRotation: endFails } });
  expect(result.failed).toBe(1);
  expect(world.log.errors.at(-1)).toMatchObject({ message: 'rotation not closed', fields: { keyId: bad.id } });
  expect((await good.rotationOf())?.closedAt).toBeDefined();
  expect(await run()).toMatchObject({ closed: 1, failed: 0 });
});

test('what was closed by hand or revoked meanwhile is left as it is', async () => {
  const [closed, revoked] = [await rotation(hour), await rotation(hour)];
  const deps = { ...world, publish: world.bus.publish };
  await closeRotation({ ctx: closed.ctx, deps, input: { id: closed.id } });
  await revokeKey({ ctx: revoked.ctx, deps: world, input: { id: revoked.id } });
  world.clock.now = start + hour;
  expect(await run()).toEqual({ closed: 0, postponed: 0, failed: 0 });
  expect(await closed.rotationOf()).toMatchObject({ closedAt: new Date(start).toISOString() });
});

test('a rotation that is closed by hand while the job looks at it is closed once', async () => {
  const { ctx, id, old, rotationOf } = await rotation(hour);
  world.clock.now = start + hour;
  const deps = { ...world, publish: world.bus.publish };
  const byHand = closeRotation({ ctx: { ...ctx, now: world.clock.now }, deps, input: { id } });
  await Promise.allSettled([byHand, run(), run()]);
  expect((await rotationOf())?.closedAt).toBeDefined();
  expect(await world.credentials.findCredential(hashSecret(old))).toBeUndefined();
  const acts = await actsOf(world, ctx.orgId, id);
  expect(acts.filter(({ action }) => action === 'api-key.rotation-closed')).toHaveLength(1);
});

test('the function of the job asks the index once when nothing is due', async () => {
  const tables = await startTables();
  const environment = { AWS_ENDPOINT_URL_DYNAMODB: tables.endpoint, TABLE_NAME: tables.table.name };
  const entry = await loadEntry('auth/close-rotated-keys', { ...environment, API_URL: apiUrl, BUS_NAME: 'bus' });
  const before = tables.calls.length;
  await entry.handler({});
  expect(tables.calls.slice(before).map(({ action }) => action)).toEqual(['dynamodb:Query']);
  entry.close();
  await tables.close();
});
