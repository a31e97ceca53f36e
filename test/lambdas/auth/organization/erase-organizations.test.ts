import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { eraseDueOrganizations } from '../../../../lambdas/auth/organization/erase-due-organizations.ts';
import { createErasureStore } from '../../../../lambdas/auth/organization/store.ts';
import type { Publish } from '../../../../shared/events.ts';
import { problemOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { type AuthWorld, startAuth } from '../auth-world.ts';
import { addBoss, addColleague, logIn } from '../colleagues.ts';
import { addApp } from '../oauth/oauth-world.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await startAuth();
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = start;
  world.bus.events.length = 0;
});

const month = 30 * 24 * 3_600_000;
const run = (change: { publish?: Publish; until?: number; now?: () => number } = {}) => {
  const { publish = world.bus.publish, until = Number.MAX_SAFE_INTEGER, now = () => world.clock.now } = change;
  const { client, table, organizations, log } = world;
  const deps = { dynamo: client, table, organizations, log, publish, now, erasures: createErasureStore(table) };
  return eraseDueOrganizations({ deps, input: { until } });
};
const itemsOf = async (orgId: string) => world.table.query(z.unknown(), { pk: `ORG#${orgId}`, limit: 500 });

/** An organization with something of every kind, which was deleted. */
async function deleted() {
  const boss = await addBoss(world);
  const { credential, orgId } = boss;
  const colleague = await addColleague(world, orgId);
  const { secret } = await boss.addKey();
  await addApp(world, boss);
  for (const [key, body] of [
    ['POST /v1/projects', { name: 'p' }],
    ['POST /v1/teams', { name: 't' }],
    ['POST /v1/roles', { name: 'r', permissions: ['audit:read'] }],
    ['POST /v1/invitations', { email: 'a@example.com', role: 'viewer' }],
  ] as const) {
    expect((await world.ask({ routeKey: key, body, credential })).statusCode).toBe(201);
  }
  const asked = { routeKey: 'DELETE /v1/organizations/{id}', params: { id: orgId }, credential };
  expect((await world.ask(asked)).statusCode).toBe(202);
  world.bus.events.length = 0;
  return { ...boss, colleague, secret };
}

test('after thirty days, to the millisecond, nothing is left that names it, and others hear of it once', async () => {
  const { orgId, user } = await deleted();
  world.clock.now = start + month - 1;
  expect(await run()).toEqual({ erased: 0, failed: 0 });
  expect(await itemsOf(orgId)).not.toEqual([]);
  world.clock.now = start + month;
  expect(await run()).toEqual({ erased: 1, failed: 0 });
  const dump = await world.dump();
  expect(dump).not.toContain(orgId);
  expect(dump).toContain(user.email);
  expect(world.bus.events).toMatchObject([{ type: 'organization.deleted.v1', orgId, data: { organizationId: orgId } }]);
  expect(await run()).toEqual({ erased: 0, failed: 0 });
});

test('its keys, tokens and sessions open nothing any more; other organizations of its people stay', async () => {
  const { secret, credential, refreshToken, user } = await deleted();
  const made = await world.ask({ routeKey: 'POST /v1/organizations', body: { name: 'Second' }, credential });
  const { id } = z.object({ id: z.string() }).parse(JSON.parse(made.body ?? ''));
  world.clock.now = start + month;
  await run();
  for (const each of [secret, credential]) {
    expect(problemOf(await world.ask({ routeKey: 'GET /v1/me', credential: each }))).toMatchObject({ status: 401 });
  }
  const refreshed = await world.ask({ routeKey: 'POST /v1/auth/refresh', body: { refreshToken } });
  expect(problemOf(refreshed)).toMatchObject({ code: 'invalid_refresh_token' });
  const { accessToken } = await logIn(world, user.email, id);
  expect((await world.ask({ routeKey: 'GET /v1/me', credential: accessToken })).statusCode).toBe(200);
});

test('a run that is cut off anywhere is finished by later ones', async () => {
  const { orgId } = await deleted();
  world.clock.now = start + month;
  let runs = 0;
  for (let isDone = false; !isDone; runs += 1) {
    let looks = 0;
    // The time is up after a few looks at the clock, so each run gets a little further.
    const now = () => world.clock.now + (looks++ < 5 ? 0 : 1_000);
    isDone = (await run({ now, until: world.clock.now + 1 })).erased === 1;
    expect(runs).toBeLessThan(50);
  }
  expect(runs).toBeGreaterThan(1);
  expect(await itemsOf(orgId)).toEqual([]);
  expect(await world.dump()).not.toContain(orgId);
  expect(world.bus.ofType('organization.deleted.v1')).toHaveLength(1);
});

test('two runs at once erase it, and what they tell is one event', async () => {
  const { orgId } = await deleted();
  world.clock.now = start + month;
  await Promise.all([run(), run()]);
  expect(await world.dump()).not.toContain(orgId);
  expect(new Set(world.bus.ofType('organization.deleted.v1').map(({ id }) => id)).size).toBe(1);
});

test('while the bus is down the organization waits, and holds up no other', async () => {
  const [first, second] = [await deleted(), await deleted()];
  world.clock.now = start + month;
  let isDown = true;
  const publish: Publish = async (definition, event) => {
    if (isDown && event.orgId === first.orgId) throw new Error('The bus is down.');
    await world.bus.publish(definition, event);
  };
  expect(await run({ publish })).toEqual({ erased: 1, failed: 1 });
  expect(world.log.errors.at(-1)?.message).toBe('an organization was not erased');
  expect(JSON.stringify(world.log.lines)).not.toContain(first.orgId);
  expect(await itemsOf(first.orgId)).toHaveLength(1);
  expect(await itemsOf(second.orgId)).toEqual([]);
  isDown = false;
  expect(await run({ publish })).toEqual({ erased: 1, failed: 0 });
});

test('a restored organization is not erased, however late the index notices', async () => {
  const { orgId, credential } = await deleted();
  await world.ask({ routeKey: 'POST /v1/organizations/{id}/restore', params: { id: orgId }, credential });
  // As if the index still had it.
  await world.table.update(
    { pk: `ORG#${orgId}`, sk: 'ORG' },
    { set: { gsi1pk: 'ORG-ERASURE', gsi1sk: `${new Date(start).toISOString()}#${orgId}` } },
  );
  world.clock.now = start + month;
  expect(await run()).toEqual({ erased: 0, failed: 0 });
  expect(await itemsOf(orgId)).not.toEqual([]);
});

test('once its erasure has begun it is not restored, and nothing is added to it', async () => {
  const { orgId, credential } = await deleted();
  world.clock.now = start + month;
  await createErasureStore(world.table).begin(orgId, 'evt_1', world.clock.now);
  world.clock.now = start;
  const restore = { routeKey: 'POST /v1/organizations/{id}/restore', params: { id: orgId }, credential };
  expect(problemOf(await world.ask(restore))).toMatchObject({ status: 409 });
  const made = await world.ask({ routeKey: 'POST /v1/projects', body: { name: 'late' }, credential });
  expect(made.statusCode).toBe(402);
});
