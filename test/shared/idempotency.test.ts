import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { createIdempotency } from '../../shared/idempotency.ts';
import { authenticated, bodyOf, httpEvent, problemOf } from './http-event.ts';
import { start } from './make-context.ts';
import { startTables, type Tables } from './table.ts';
import { thingsApi } from './things-api.ts';

let tables: Tables;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

const day = 24 * 3_600_000;

/** An API whose verb counts its runs and can be held up. */
function api() {
  const clock = { now: start };
  const world: { runs: number; gate: Promise<void>; failure?: Error } = { runs: 0, gate: Promise.resolve() };
  const { call } = thingsApi(
    {
      makeThing: async ({ ctx, body }) => {
        world.runs += 1;
        const run = world.runs;
        await world.gate;
        if (world.failure) throw world.failure;
        return { id: `${body.name}-${run}`, orgId: ctx.orgId, secret: 'shown-once-to-its-maker' };
      },
    },
    { idempotency: createIdempotency(tables.table), now: () => clock.now },
  );
  const make = (key: string | undefined, name = 'n', orgId = 'org_1') =>
    call(
      httpEvent({
        routeKey: 'POST /v1/things',
        body: { name },
        headers: { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) },
        authorizer: authenticated({ orgId }),
      }),
    );
  return { clock, world, make };
}

test('without a key every request runs', async () => {
  const { make, world } = api();
  await make(undefined);
  await make(undefined);
  expect(world.runs).toBe(2);
});

test('the same request again gets the first reply, marked as a replay', async () => {
  const { make, world } = api();
  const first = await make('replay');
  const second = await make('replay');
  expect(world.runs).toBe(1);
  expect(second).toEqual({ ...first, headers: { ...first.headers, 'idempotency-replayed': 'true' } });
  expect(first.headers).not.toHaveProperty('idempotency-replayed');
  expect(bodyOf(second)).toMatchObject({ secret: 'shown-once-to-its-maker' });
});

test('the key with another body is a 422, and the first reply stays', async () => {
  const { make, world } = api();
  await make('other-body', 'a');
  expect(problemOf(await make('other-body', 'b'))).toMatchObject({ status: 422, code: 'idempotency_mismatch' });
  expect(bodyOf(await make('other-body', 'a'))).toMatchObject({ id: 'a-1' });
  expect(world.runs).toBe(1);
});

test('of parallel requests one runs; the others are told to wait', async () => {
  const { make, world } = api();
  const gate = Promise.withResolvers<void>();
  world.gate = gate.promise;
  const results = Array.from({ length: 5 }, () => make('parallel'));
  const refused: Awaited<(typeof results)[number]>[] = [];
  for (const result of results) {
    void result.then((reply) => {
      if (reply.statusCode === 409) refused.push(reply);
    });
  }
  // One that came after the first had ended would get its reply instead.
  await vi.waitFor(() => expect(refused).toHaveLength(4));
  for (const reply of refused) {
    expect(problemOf(reply)).toMatchObject({ status: 409, code: 'idempotency_conflict' });
    expect(reply.headers).toMatchObject({ 'retry-after': '1' });
  }
  gate.resolve();
  const statuses = (await Promise.all(results)).map(({ statusCode }) => statusCode);
  expect(statuses.toSorted()).toEqual([201, 409, 409, 409, 409]);
  expect(world.runs).toBe(1);
});

test.each([
  ['a refusal', new AppError('plan_limit_reached', 'Full.'), 402],
  ['an unexpected error', new Error('x'), 500],
])('%s frees the key', async (_, failure, status) => {
  const { make, world } = api();
  world.failure = failure;
  expect((await make(`freed-${status}`)).statusCode).toBe(status);
  delete world.failure;
  expect((await make(`freed-${status}`)).statusCode).toBe(201);
  expect(world.runs).toBe(2);
});

test('a lock that a crash left is taken over after a minute, and not before', async () => {
  const { make, clock, world } = api();
  world.gate = new Promise(() => {});
  void make('crashed');
  await expect.poll(() => world.runs).toBe(1);
  world.gate = Promise.resolve();
  clock.now += 60_000;
  expect((await make('crashed')).statusCode).toBe(409);
  clock.now += 1;
  expect((await make('crashed')).statusCode).toBe(201);
});

test('a key is forgotten after 24 hours, whether or not the table has dropped it', async () => {
  const { make, clock, world } = api();
  await make('old', 'a');
  clock.now += day;
  expect((await make('old', 'a')).headers).toHaveProperty('idempotency-replayed');
  clock.now += 1_000;
  expect((await make('old', 'b')).statusCode).toBe(201);
  expect(world.runs).toBe(2);
});

test('the keys of two organizations have nothing to do with each other', async () => {
  const { make, world } = api();
  await make('shared', 'a', 'org_1');
  expect(bodyOf(await make('shared', 'a', 'org_2'))).toMatchObject({ orgId: 'org_2' });
  expect(world.runs).toBe(2);
});

test.each(['', 'has space', 'ümlaut', 'x'.repeat(256)])('the key %j is a 422 that names the header', async (key) => {
  const { make, world } = api();
  expect(problemOf(await make(key))).toMatchObject({
    ...{ status: 422, code: 'validation_failed', errors: [{ path: 'headers.idempotency-key' }] },
  });
  expect(world.runs).toBe(0);
});

test('neither the secret of a reply, nor the key, nor a guessable hash of the request is in the table', async () => {
  const { make } = api();
  await make('my-very-own-key', 'my-password');
  const stored = await tables.dump();
  const request = JSON.stringify({ params: {}, query: {}, body: { name: 'my-password' } });
  const digest = createHash('sha256').update(request);
  expect(stored).not.toContain('shown-once-to-its-maker');
  expect(stored).not.toContain('my-very-own-key');
  expect(stored).not.toContain(digest.digest('base64url'));
});
