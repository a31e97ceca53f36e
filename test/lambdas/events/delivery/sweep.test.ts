import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDueStore } from '../../../../lambdas/events/delivery/due/store.ts';
import { createPaceStore } from '../../../../lambdas/events/delivery/pace/store.ts';
import type { Due } from '../../../../lambdas/events/delivery/queue/queue.ts';
import { sweepDeliveries } from '../../../../lambdas/events/delivery/sweep-deliveries.ts';
import { startWebhooks, type WebhookWorld } from './webhook-world.ts';

let world: WebhookWorld;
beforeAll(async () => {
  world = await startWebhooks();
});
afterAll(() => world.close());

test('the sweeper sends page by page, past what it cannot read, and does not send the same again at once', async () => {
  const organization = world.organization();
  const { id } = await organization.addEndpoint({ url: 'http://127.0.0.1:9/in' });
  await organization.happen(230);
  world.queue.isBroken = true;
  await organization.pump();
  world.queue.isBroken = false;
  const sk = `DELIVERY#${id}#000000000003`;
  await world.tables.table.update({ pk: `ORG#${organization.orgId}`, sk }, { set: { status: 'odd' } });
  const sent: Due[] = [];
  const deps = {
    ...world.deps,
    store: createDueStore(world.deps.table),
    sendDue: async (due: readonly Due[]) => void sent.push(...due),
  };
  const sweep = () => sweepDeliveries({ deps, input: { until: Number.POSITIVE_INFINITY } });
  expect(await sweep(), 'messages have a minute to arrive').toEqual({ sent: 0, failed: 0, late: 0 });
  world.clock.now += 61_000;
  expect(await sweep()).toEqual({ sent: 229, failed: 1, late: 0 });
  expect(new Set(sent.map(({ message }) => message.sequence)).size).toBe(229);
  expect(await sweep()).toEqual({ sent: 0, failed: 1, late: 0 });
  world.clock.now += 15 * 60_000;
  expect(await sweep(), 'nobody came for them').toEqual({ sent: 229, failed: 1, late: 229 });
  const [first] = world.log.errors;
  expect(first?.message).toBe('left to the sweeper of deliveries');
});

test('a page that the queue does not take stays, and is counted', async () => {
  const deps = {
    ...world.deps,
    store: createDueStore(world.deps.table),
    sendDue: async () => Promise.reject(new Error('The queue is down.')),
  };
  world.clock.now += 20 * 60_000;
  const { sent, failed } = await sweepDeliveries({ deps, input: { until: Number.POSITIVE_INFINITY } });
  expect({ sent, failed }).toEqual({ sent: 0, failed: 230 });
});

test('places in a rate limit are given once each, by the second', async () => {
  const store = createPaceStore(world.tables.table);
  const asking = { orgId: 'org_pace', endpointId: 'whe_pace', perSecond: 5, now: 1_000_000_000 };
  const slots = await Promise.all(Array.from({ length: 12 }, () => store.take({ ...asking, seen: undefined })));
  const waits = slots.map((slot) => Math.max(0, (slot ?? 0) - asking.now)).sort((a, b) => a - b);
  expect(waits).toEqual([0, 0, 0, 0, 0, 0, 200, 400, 600, 800, 1_000, 1_200]);
  const far = { nextAt: (asking.now + 901_000) * 1_000 };
  await world.tables.table.update({ pk: 'ORG#org_pace', sk: 'PACE#whe_pace' }, { set: far });
  expect(await store.take({ ...asking, seen: far }), 'no place further away than the queue can wait').toBeUndefined();
});
