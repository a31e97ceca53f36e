import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { deliveryContract } from '../../../../lambdas/events/delivery/contract.ts';
import { createDeliverOne } from '../../../../lambdas/events/delivery/deliver-one.ts';
import { deliveryId } from '../../../../lambdas/events/delivery/delivery.ts';
import { deliveryHandlers } from '../../../../lambdas/events/delivery/handlers.ts';
import { cloudEvent } from '../../../../shared/cloud-event.ts';
import { httpHandler } from '../../../../shared/http.ts';
import { newId } from '../../../../shared/id.ts';
import { createIdempotency } from '../../../../shared/idempotency.ts';
import { authenticated, bodyOf, httpEvent, problemOf } from '../../../shared/http-event.ts';
import { unlimited } from '../../../shared/limits.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { chainProblems, startWebhooks, type WebhookWorld } from './webhook-world.ts';

let world: WebhookWorld;
let receiver: Receiver;
let handle: ReturnType<typeof httpHandler>;
beforeAll(async () => {
  world = await startWebhooks();
  receiver = await startReceiver([200]);
  const { tables, projects, deps, log, clock } = world;
  const wait = async () => undefined;
  handle = httpHandler(
    deliveryContract,
    deliveryHandlers({
      ...{ ...deps, dynamo: tables.client, projects, apiUrl: 'https://api.example', wait },
      egress: { addresses: '', updatedAt: '' },
    }),
    {
      ...{ apiUrl: 'https://api.example', log, now: () => clock.now, limits: unlimited },
      idempotency: createIdempotency(tables.table),
    },
  );
});
afterAll(async () => {
  receiver.close();
  await world.close();
});

const permissions = 'webhooks:read webhooks:write projects:read-all';

/** An endpoint with deliveries; `ask` is somebody of its organization unless told otherwise. */
async function scene(change: object = {}) {
  const organization = world.organization();
  const endpoint = await organization.addEndpoint({ url: receiver.url, ...change });
  const ask = (routeKey: string, id: string, asked: object = {}, who: object = {}) =>
    handle(
      httpEvent({
        ...{ routeKey, params: { id }, authorizer: authenticated({ orgId: organization.orgId, permissions, ...who }) },
        ...asked,
      }),
    );
  const json = (body: unknown) => ({ headers: { 'content-type': 'application/json' }, body });
  return {
    ...{ ...organization, endpoint, id: endpoint.id, ask },
    list: (query: Record<string, string> = {}) =>
      ask('GET /v1/webhook-endpoints/{id}/deliveries', endpoint.id, { query }),
    recover: async (body: object) => {
      const reply = await ask('POST /v1/webhook-endpoints/{id}/recover', endpoint.id, json(body));
      expect(reply.statusCode).toBe(202);
      return z.object({ deliveries: z.number(), hasMore: z.boolean() }).parse(bodyOf(reply));
    },
    redeliver: (id: string) => ask('POST /v1/webhook-deliveries/{id}/redeliver', id),
    current: () => organization.endpoint(endpoint.id),
  };
}

const Page = z.object({
  items: z.array(z.looseObject({ id: z.string(), sequence: z.number(), status: z.string(), eventType: z.string() })),
  nextCursor: z.string().optional(),
});
const numbers = (reply: Parameters<typeof bodyOf>[0]) =>
  Page.parse(bodyOf(reply)).items.map(({ sequence }) => sequence);
const iso = (ms: number) => new Date(ms).toISOString();

test('deliveries are listed newest first, by page, status, type and time', async () => {
  const { list, happen, pump } = await scene();
  await happen(3);
  await pump();
  await world.work();
  world.clock.now += 10_000;
  const between = world.clock.now;
  await happen(2, undefined, 'task.failed.v1');
  await pump();
  expect(numbers(await list())).toEqual([5, 4, 3, 2, 1]);
  const first = await list({ limit: '2' });
  expect(numbers(first)).toEqual([5, 4]);
  const { nextCursor = '' } = Page.parse(bodyOf(first));
  expect(numbers(await list({ limit: '3', cursor: nextCursor }))).toEqual([3, 2, 1]);
  expect(numbers(await list({ status: 'pending' }))).toEqual([5, 4]);
  expect(numbers(await list({ type: 'task.queued.v1' }))).toEqual([3, 2, 1]);
  expect(numbers(await list({ after: iso(between) }))).toEqual([5, 4]);
  expect(numbers(await list({ before: iso(between), limit: '1' }))).toEqual([3]);
  expect(problemOf(await list({ cursor: 'bm9uc2Vuc2U' })).code).toBe('invalid_cursor');
  await world.work();
});

test('a delivery is shown with its payload, attempts and receipt, and nothing that signs', async () => {
  const { ask, happen, pump, id, deliveries } = await scene();
  await happen(1, () => ({ taskId: 'task_1' }));
  await pump();
  await world.work();
  const [delivery] = await deliveries(id);
  if (!delivery) throw new Error('A delivery was expected.');
  const reply = await ask('GET /v1/webhook-deliveries/{id}', deliveryId(delivery));
  expect(bodyOf(reply)).toMatchObject({
    ...{ id: deliveryId(delivery), endpointId: id, sequence: 1, status: 'delivered', isRunning: false },
    payload: { specversion: '1.0', sequence: '000000000001', data: { taskId: 'task_1' } },
    attempts: [{ status: 200, requestHeaders: { 'odavl-sequence': '1' }, replyExcerpt: 'noted' }],
    receipt: { hash: delivery.receipt.hash },
  });
  expect(reply.body).not.toContain('webhook-signature');
  expect(reply.body).not.toContain(delivery.orgId.replace('org_', 'ORG#'));
});

test('another tenant finds nothing, and who may only read changes nothing', async () => {
  const { ask, happen, pump, id, deliveries } = await scene();
  await happen(1);
  await pump();
  await world.work();
  const [delivery] = await deliveries(id);
  const dlv = delivery ? deliveryId(delivery) : '';
  const json = { headers: { 'content-type': 'application/json' }, body: { since: iso(0) } };
  const routes = [
    ['GET /v1/webhook-endpoints/{id}/deliveries', id, {}],
    ['GET /v1/webhook-endpoints/{id}/stats', id, {}],
    ['POST /v1/webhook-endpoints/{id}/recover', id, json],
    ['GET /v1/webhook-deliveries/{id}', dlv, {}],
    ['POST /v1/webhook-deliveries/{id}/redeliver', dlv, {}],
  ] as const;
  for (const [routeKey, each, asked] of routes) {
    const reply = await ask(routeKey, each, asked, { orgId: newId('organization', world.clock.now) });
    expect([routeKey, reply.statusCode]).toEqual([routeKey, 404]);
    const denied = await ask(routeKey, each, asked, { permissions: 'projects:read' });
    expect([routeKey, denied.statusCode]).toEqual([routeKey, 403]);
    const restricted = await ask(routeKey, each, asked, { projects: newId('project', 0) });
    expect([routeKey, restricted.statusCode], 'an endpoint of all projects').toEqual([routeKey, 404]);
  }
  const reader = await ask(
    'POST /v1/webhook-deliveries/{id}/redeliver',
    dlv,
    {},
    { permissions: 'webhooks:read projects:read-all' },
  );
  expect(reader.statusCode).toBe(403);
});

test('a redelivery keeps number and event, and is tried like a new one', async () => {
  const { redeliver, happen, pump, id, deliveries } = await scene();
  const [eventId] = await happen(1);
  await pump();
  await world.work();
  const [delivery] = await deliveries(id);
  const dlv = delivery ? deliveryId(delivery) : '';
  const before = receiver.received.length;
  const reply = await redeliver(dlv);
  expect(bodyOf(reply)).toMatchObject({ id: dlv, status: 'pending', sequence: 1 });
  await world.work();
  expect(receiver.received.slice(before).map(({ headers }) => headers['webhook-id'])).toEqual([eventId]);
  expect(await deliveries(id)).toMatchObject([{ status: 'delivered', attempt: 1, attempts: [{}, {}], sequence: 1 }]);
});

test('a redelivery during an attempt is refused; after a dead one it is not', async () => {
  const { redeliver, happen, pump, id, deliveries, change } = await scene();
  await happen(1);
  await pump();
  world.queue.waiting = [];
  const [delivery] = await deliveries(id);
  if (!delivery) throw new Error('A delivery was expected.');
  const claimed = await world.store.claim(delivery, world.clock.now);
  expect(problemOf(await redeliver(deliveryId(delivery))).code).toBe('conflict');
  world.clock.now += 31_000;
  expect((await redeliver(deliveryId(delivery))).statusCode).toBe(202);
  const ended = claimed && (await world.store.end(claimed, { status: 'failed', attempts: [] }, world.clock.now));
  expect(ended, 'the dead one cannot end what was begun anew').toBe(false);
  await change(id, { enabled: false });
  expect(problemOf(await redeliver(deliveryId(delivery))).code).toBe('conflict');
  await world.work();
});

test('recover sends again what failed, and for the first time what was missed, each once', async () => {
  const { recover, happen, pump, id, deliveries, change, current, orgId } = await scene({ types: ['task.failed.v1'] });
  const early = await happen(30);
  world.clock.now += 3_600_000;
  const since = world.clock.now;
  const queued = await happen(40);
  const failed = await happen(2, undefined, 'task.failed.v1');
  await pump();
  const old = (await current()).sequence;
  expect(old).toBe(2);
  await change(id, { enabled: false });
  await world.work();
  const off = await happen(3, undefined, 'task.failed.v1');
  const { seq } = z
    .object({ seq: z.number() })
    .parse(await world.tables.table.get(z.looseObject({ seq: z.number() }), { pk: `ORG#${orgId}`, sk: 'FEED' }));
  await change(id, { enabled: true, cursor: seq, types: ['*'] });
  expect(await recover({ since: iso(since), onlyFailed: true })).toEqual({ deliveries: 2, hasMore: false });
  const [one, other] = await Promise.all([recover({ since: iso(since) }), recover({ since: iso(since) })]);
  expect((one?.deliveries ?? 0) + (other?.deliveries ?? 0)).toBe(43);
  expect(await recover({ since: iso(since) })).toEqual({ deliveries: 0, hasMore: false });
  const sent = (await deliveries(id)).map(({ eventId }) => eventId);
  expect(sent.slice(0, 2)).toEqual(failed);
  expect(sent.slice(2)).toEqual([...queued, ...off]);
  expect(await chainProblems(world.tables.table, orgId, await current())).toEqual([]);
  await world.work();
  expect((await deliveries(id)).every(({ status }) => status === 'delivered')).toBe(true);
  expect(await recover({ since: iso(since - 3_600_000), until: iso(since - 1) })).toEqual({
    deliveries: 30,
    hasMore: false,
  });
  expect((await deliveries(id)).slice(45).map(({ eventId }) => eventId)).toEqual(early);
  await world.work();
});

test('recover beside a pump gives no number twice', async () => {
  const { recover, happen, pump, id, deliveries, change, current, orgId } = await scene({ types: ['none.*'] });
  const missed = await happen(60);
  await pump();
  await change(id, { types: ['*'] });
  const later: string[] = [];
  const going = async () => {
    for (let round = 0; round < 5; round += 1) {
      later.push(...(await happen(5)));
      await pump();
    }
  };
  await Promise.all([going(), recover({ since: iso(0) }), recover({ since: iso(0) })]);
  const sent = (await deliveries(id)).map(({ eventId }) => eventId);
  expect([...sent].sort()).toEqual([...missed, ...later].sort());
  expect(await chainProblems(world.tables.table, orgId, await current())).toEqual([]);
  await world.work();
});

test('recover of an endpoint that is off is refused, as is a time that ends before it begins', async () => {
  const { ask, id } = await scene({ enabled: false });
  const json = (body: object) => ({ headers: { 'content-type': 'application/json' }, body });
  const route = 'POST /v1/webhook-endpoints/{id}/recover';
  expect(problemOf(await ask(route, id, json({ since: iso(0) }))).code).toBe('conflict');
  expect(problemOf(await ask(route, id, json({ since: iso(10), until: iso(5) }))).code).toBe('validation_failed');
});

test('stats tell success, latency and health', async () => {
  const { ask, happen, pump, id } = await scene();
  const route = 'GET /v1/webhook-endpoints/{id}/stats';
  expect(bodyOf(await ask(route, id))).toMatchObject({ deliveries: 0, attempts: 0, health: { state: 'healthy' } });
  await happen(3);
  await pump();
  receiver.answers = [500, 200];
  await world.work();
  expect(bodyOf(await ask(route, id))).toMatchObject({
    ...{ deliveries: 3, attempts: 3, successRate: 1, byStatus: { delivered: 2, pending: 1 } },
    latencyMs: { p50: expect.any(Number), p95: expect.any(Number) },
  });
  await world.pass(10_000);
});

test('an event of its own goes to one endpoint, with a number, a receipt and attempts', async () => {
  const { orgId, endpoint, id, happen, pump, current, deliveries, change } = await scene({
    types: ['none.*'],
    ordering: 'key',
    orderingKey: 'type',
  });
  const deliverOne = createDeliverOne(world.deps);
  const occurredAt = iso(world.clock.now);
  const event = () => ({
    ...cloudEvent({ id: newId('event', world.clock.now), orgId, type: 'task.queued.v1', occurredAt, data: {} }),
    test: true as const,
  });
  await Promise.all([
    deliverOne(orgId, endpoint, event()),
    deliverOne(orgId, endpoint, event()),
    happen(3).then(() => pump()),
  ]);
  receiver.received.splice(0);
  await world.work();
  expect((await deliveries(id)).map(({ status, position }) => [status, position])).toEqual([
    ['delivered', undefined],
    ['delivered', undefined],
  ]);
  expect(JSON.parse(receiver.received.at(-1)?.body ?? '')).toMatchObject({ test: true });
  expect(await chainProblems(world.tables.table, orgId, await current())).toEqual([]);
  await change(id, { enabled: false });
  await expect(deliverOne(orgId, await current(), event())).rejects.toMatchObject({ code: 'conflict' });
});
