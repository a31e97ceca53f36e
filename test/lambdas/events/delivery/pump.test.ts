import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { deliver } from '../../../../lambdas/events/delivery/deliver.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { chainProblems, dyingAfter, startWebhooks, type WebhookWorld } from './webhook-world.ts';

let world: WebhookWorld;
let receiver: Receiver;
beforeAll(async () => {
  world = await startWebhooks();
  receiver = await startReceiver([200]);
});
afterEach(() => {
  world.queue.waiting = [];
  receiver.received.splice(0);
});
afterAll(async () => {
  receiver.close();
  await world.close();
});

test('an endpoint gets what matches its filter, from where it began, in the order of the feed', async () => {
  const organization = world.organization();
  await organization.happen(2);
  const all = await organization.addEndpoint({ url: receiver.url });
  const some = await organization.addEndpoint({
    url: receiver.url,
    pattern: JSON.stringify({ data: { nth: [{ numeric: ['>=', 28] }] } }),
  });
  const none = await organization.addEndpoint({ url: receiver.url, types: ['project.*'] });
  const off = await organization.addEndpoint({ url: receiver.url, enabled: false });
  const ids = await organization.happen(30);
  await organization.pump();
  const events = async (id: string) => (await organization.deliveries(id)).map(({ eventId }) => eventId);
  expect(await events(all.id)).toEqual(ids);
  expect(await events(some.id)).toEqual(ids.slice(28));
  expect(await events(none.id)).toEqual([]);
  expect(await events(off.id)).toEqual([]);
  expect(await organization.endpoint(none.id)).toMatchObject({ cursor: 32, sequence: 0 });
  expect(await organization.endpoint(off.id)).toMatchObject({ cursor: 2 });
  expect(await organization.pump()).toEqual({ decided: 0 });
  expect(await chainProblems(world.tables.table, organization.orgId, await organization.endpoint(all.id))).toEqual([]);
});

test('any number of pumps at once decide on each event once', async () => {
  const organization = world.organization();
  const { id } = await organization.addEndpoint({ url: receiver.url });
  const ids: string[] = [];
  const feeding = async () => {
    for (let round = 0; round < 3; round += 1) ids.push(...(await organization.happen(20)));
  };
  await Promise.all([feeding(), ...Array.from({ length: 4 }, () => organization.pump())]);
  await Promise.all(Array.from({ length: 4 }, () => organization.pump()));
  expect((await organization.deliveries(id)).map(({ eventId }) => eventId)).toEqual(ids);
  expect(await chainProblems(world.tables.table, organization.orgId, await organization.endpoint(id))).toEqual([]);
});

test('an endpoint that cannot be served holds no other one up', async () => {
  const organization = world.organization();
  await organization.addEndpoint({ url: receiver.url, pattern: 'no json' });
  const { id } = await organization.addEndpoint({ url: receiver.url });
  await organization.happen(1);
  await expect(organization.pump()).rejects.toThrow('1 endpoints could not be served');
  expect(await organization.deliveries(id)).toHaveLength(1);
});

test('a pump without time left asks for another one', async () => {
  const organization = world.organization();
  await organization.addEndpoint({ url: receiver.url });
  await organization.happen(60);
  const pumped: string[] = [];
  const deps = { ...world.deps, pump: async (orgId: string) => void pumped.push(orgId) };
  const { pumpFeed } = await import('../../../../lambdas/events/delivery/pump.ts');
  expect(await pumpFeed({ deps, input: { orgId: organization.orgId, until: world.clock.now } })).toEqual({
    decided: 25,
  });
  expect(pumped).toEqual([organization.orgId]);
});

test.each(Array.from({ length: 12 }, (_, calls) => calls))(
  'killed after %i calls, nothing is lost and no number is left out',
  async (calls) => {
    const organization = world.organization();
    const { id } = await organization.addEndpoint({ url: receiver.url, ordering: 'key', orderingKey: 'data.key' });
    const ids = await organization.happen(3, (nth) => ({ key: nth % 2 }));
    const { dynamo, table } = dyingAfter(calls, world.tables.endpoint);
    // What the dead process would have sent is gone, too.
    const deps = { ...world.deps, dynamo, table };
    await organization.pump(deps).catch(() => undefined);
    const messages = world.queue.waiting.splice(0);
    for (const { message } of messages) await deliver({ deps, input: message }).catch(() => undefined);
    dynamo.destroy();
    world.queue.waiting = [];
    await organization.pump();
    await world.pass(300_000);
    const got = new Set(
      receiver.received.map(({ headers }) => String(headers['webhook-id'])).filter((each) => ids.includes(each)),
    );
    expect([...got].sort()).toEqual([...ids].sort());
    expect((await organization.deliveries(id)).map(({ status }) => status)).toEqual([
      'delivered',
      'delivered',
      'delivered',
    ]);
    expect(await chainProblems(world.tables.table, organization.orgId, await organization.endpoint(id))).toEqual([]);
  },
);

test('random feeds, filters, pumps and crashes: numbers without a gap, the order of the feed, a chain that verifies', async () => {
  const step = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('happen' as const),
        types: fc.array(fc.constantFrom('task.queued.v1', 'task.failed.v1', 'project.created.v1'), {
          minLength: 1,
          maxLength: 12,
        }),
      }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('pump' as const), pumps: fc.integer({ min: 1, max: 3 }) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('crash' as const), calls: fc.integer({ min: 0, max: 8 }) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('work' as const) }) },
  );
  const filters = fc.array(
    fc.constantFrom<string[]>(['*'], ['task.*'], ['task.failed.v1'], ['project.*', 'task.queued.*']),
    {
      minLength: 1,
      maxLength: 3,
    },
  );
  await fc.assert(
    fc.asyncProperty(
      filters,
      fc.array(step, { minLength: 3, maxLength: 10 }),
      fc.boolean(),
      async (types, steps, isOrdered) => {
        world.queue.waiting = [];
        const organization = world.organization();
        const ordering = isOrdered ? { ordering: 'key' as const, orderingKey: 'type' } : {};
        const endpoints = await Promise.all(
          types.map((each) => organization.addEndpoint({ url: receiver.url, types: each, ...ordering })),
        );
        const feed: { id: string | undefined; type: string }[] = [];
        for (const each of steps) {
          if (each.kind === 'happen') {
            for (const type of each.types) {
              const [id] = await organization.happen(1, () => ({}), type);
              feed.push({ id, type });
            }
          } else if (each.kind === 'pump') {
            await Promise.all(Array.from({ length: each.pumps }, () => organization.pump()));
          } else if (each.kind === 'crash') {
            const { dynamo, table } = dyingAfter(each.calls, world.tables.endpoint);
            await organization.pump({ dynamo, table }).catch(() => undefined);
            dynamo.destroy();
          } else await world.work();
        }
        await organization.pump();
        for (const { id, types: wanted } of endpoints) {
          const expected = feed.filter(({ type }) => wanted.some((name) => type.startsWith(name.replace(/\*$/, ''))));
          expect((await organization.deliveries(id)).map(({ eventId }) => eventId)).toEqual(
            expected.map((event) => event.id),
          );
          expect(await chainProblems(world.tables.table, organization.orgId, await organization.endpoint(id))).toEqual(
            [],
          );
        }
        await world.pass(130_000);
        for (const { id } of endpoints) {
          const left = (await organization.deliveries(id)).filter(({ status }) => status !== 'delivered');
          expect(left).toEqual([]);
        }
      },
    ),
    { numRuns: 12 },
  );
}, 120_000);

test('a dead endpoint among twenty costs the others nothing, and itself one attempt per opening', async () => {
  const organization = world.organization();
  const { deadUrl } = await import('./receiver.ts');
  const dead = await organization.addEndpoint({ url: await deadUrl() });
  const others = await Promise.all(Array.from({ length: 19 }, () => organization.addEndpoint({ url: receiver.url })));
  const began = world.clock.now;
  for (let minute = 0; minute < 10; minute += 1) {
    await organization.happen(3);
    await organization.pump();
    await world.pass(60_000);
  }
  expect(receiver.received.length).toBe(19 * 30);
  const waits = await Promise.all(
    others.map(async ({ id }) =>
      (await organization.deliveries(id)).map(
        ({ finishedAt, createdAt }) => Date.parse(finishedAt ?? '') - Date.parse(createdAt),
      ),
    ),
  );
  const sorted = waits.flat().sort((a, b) => a - b);
  expect(sorted[Math.floor(sorted.length * 0.95)]).toBeLessThan(1_000);
  const attempts = (await organization.deliveries(dead.id)).reduce((sum, { attempt }) => sum + attempt, 0);
  // Five until it opens, then one at 30 s, 60 s, 2 min, 4 min: ten minutes have no more.
  expect(attempts).toBeGreaterThanOrEqual(6);
  expect(attempts).toBeLessThanOrEqual(10);
  expect(world.clock.now - began).toBe(600_000);
}, 60_000);
