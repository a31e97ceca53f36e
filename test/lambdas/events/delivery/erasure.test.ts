import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { deliver } from '../../../../lambdas/events/delivery/deliver.ts';
import { createFeedStore, feedKey } from '../../../../lambdas/events/feed/store.ts';
import { createTable } from '../../../../shared/dynamo.ts';
import { eraseOrganization } from '../../../../shared/erase-organization.ts';
import { startReceiver } from './receiver.ts';
import { startWebhooks, type WebhookWorld } from './webhook-world.ts';

let world: WebhookWorld;
beforeAll(async () => {
  world = await startWebhooks();
});
afterAll(() => world.close());

const erase = async (orgId: string) => {
  const { table, client } = world.tables;
  await createFeedStore(client, table).close(orgId, world.clock.now);
  const input = { orgId, until: Number.POSITIVE_INFINITY, kept: new Set([feedKey(orgId).sk]) };
  await eraseOrganization({ deps: { table, now: () => world.clock.now }, input });
};
const left = async (orgId: string) =>
  (await world.tables.table.query(z.object({ sk: z.string() }), { pk: `ORG#${orgId}`, limit: 1_000 })).map(
    ({ sk }) => sk,
  );

/** Deps whose first call, second call and so on finds the organization erased; `reached` tells whether there was one. */
function amid(orgId: string, at: number) {
  const dynamo = new DynamoDBClient({
    ...{ endpoint: world.tables.endpoint, region: 'eu-central-1', maxAttempts: 1 },
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const state = { calls: 0 };
  dynamo.middlewareStack.add(
    (next) => async (args) => {
      state.calls += 1;
      if (state.calls === at) await erase(orgId);
      return next(args);
    },
    { step: 'initialize' },
  );
  const deps = { ...world.deps, dynamo, table: createTable(dynamo, 'store') };
  return { deps, reached: () => state.calls >= at, close: () => dynamo.destroy() };
}

test('deliveries stop: wherever it happens between event and receipt, only the tombstone of the feed is left', {
  timeout: 60_000,
}, async () => {
  const receiver = await startReceiver([500], () => world.clock.now);
  let places = 0;
  for (let at = 1, wasReached = true; wasReached; at += 1) {
    const organization = world.organization();
    const { orgId } = organization;
    await organization.addEndpoint({ url: receiver.url, rateLimitPerSecond: 1 });
    await organization.happen(3);
    const { deps, reached, close } = amid(orgId, at);
    await organization.pump(deps);
    for (const { message } of world.queue.waiting.splice(0)) await deliver({ deps, input: message });
    wasReached = reached();
    close();
    if (!wasReached) break;
    places = at;
    const { length } = receiver.received;
    const ofNow = world.clock.now;
    await world.pass(3_600_000);
    expect([receiver.received.length - length, world.queue.waiting.length], `call ${at}`).toEqual([0, 0]);
    // A place in a rate limit may have been taken in the same moment; the next look takes it away, as its time to live would.
    const rest = (await left(orgId)).filter((sk) => sk !== 'FEED');
    expect(
      rest.every((sk) => sk.startsWith('PACE#')),
      `call ${at}: ${rest.join()}`,
    ).toBe(true);
    expect(world.clock.now).toBeGreaterThan(ofNow);
    await erase(orgId);
    expect(await left(orgId)).toEqual(['FEED']);
  }
  expect(places).toBeGreaterThan(8);
  receiver.close();
});
