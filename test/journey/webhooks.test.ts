import { createLocalJWKSet, flattenedVerify, type JSONWebKeySet } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { type Account, Client, newAccount, newProject } from './client.ts';
import { onPlan } from './plan.ts';
import { type Platform, startPlatform } from './platform.ts';
import { cloudEventOf, type Receiver, startReceiver, verify } from './receiver.ts';

const Endpoint = z.object({ id: z.string(), enabled: z.boolean(), disabledBecause: z.string().optional() });
const Made = z.object({ endpoint: Endpoint, secret: z.string(), publicKey: z.string() });
const Delivery = z.object({
  id: z.string(),
  sequence: z.number(),
  status: z.string(),
  eventId: z.string(),
  attempts: z.array(z.object({ status: z.number().optional(), latencyMs: z.number().optional() })),
});
const Deliveries = z.object({ items: z.array(Delivery) });
const Feed = z.object({
  items: z.array(z.object({ sequence: z.number(), event: z.looseObject({ id: z.string(), type: z.string() }) })),
  lastSequence: z.number(),
});

let platform: Platform;
let receiver: Receiver;
let ada: Account;

beforeAll(async () => {
  platform = await startPlatform();
}, 90_000);
afterAll(() => platform?.stop());
beforeEach(async () => {
  receiver = await startReceiver();
  ada = await onPlan(platform, await newAccount(platform.ready.url), 'pro');
}, 60_000);
afterEach(() => receiver.close());

async function subscribe(settings: object): Promise<z.infer<typeof Made>> {
  const answer = await ada.client.post('/v1/webhook-endpoints', { url: receiver.url, ...settings });
  expect(answer.status, answer.text).toBe(201);
  return answer.as(Made);
}

async function moveClock(advanceSeconds: number): Promise<void> {
  const answer = await new Client(platform.ready.url).post('/_local/clock', { advanceSeconds });
  expect(answer.status, answer.text).toBe(200);
}

const deliveriesOf = async (id: string) =>
  (await ada.client.get(`/v1/webhook-endpoints/${id}/deliveries?limit=100`)).as(Deliveries).items;

/** The clock of the platform is ahead of ours after a test moved it; what it signs is of its time. */
const atPlatformTime = async <Result>(work: () => Result): Promise<Result> => {
  const { now } = (await new Client(platform.ready.url).get('/_local/clock')).as(z.object({ now: z.string() }));
  vi.useFakeTimers({ now: new Date(now), toFake: ['Date'] });
  try {
    return work();
  } finally {
    vi.useRealTimers();
  }
};

describe('a customer’s own system', () => {
  test('gets each event signed, as the clients of Standard Webhooks and CloudEvents read it', async () => {
    const { secret, endpoint } = await subscribe({ types: ['project.*'] });
    const projectId = await newProject(ada.client, 'Mill');
    const got = await receiver.next('project.created.v1');
    expect(await atPlatformTime(() => verify(secret, got))).toMatchObject({ type: 'project.created.v1' });
    expect(() => verify(secret, { ...got, body: got.body.replace('Mill', 'Till') })).toThrow();
    const event = cloudEventOf(got);
    expect(event).toMatchObject({
      ...{ type: 'project.created.v1', source: 'urn:odavl:project', orgid: ada.orgId, projectid: projectId },
      data: { projectId, name: 'Mill' },
    });
    expect(got.headers['webhook-id']).toBe(event.id);
    await vi.waitFor(async () =>
      expect(await deliveriesOf(endpoint.id)).toMatchObject([
        { sequence: 1, status: 'delivered', eventId: event.id, attempts: [{ status: 204 }] },
      ]),
    );
  });

  test('has time to change its secret: during the grace each delivery verifies with the old one and with the new one', async () => {
    const { secret, endpoint } = await subscribe({ types: ['project.created.v1'] });
    const rotated = (await ada.client.post(`/v1/webhook-endpoints/${endpoint.id}/rotate-secret`, {})).as(Made);
    expect(rotated.secret).not.toBe(secret);
    await newProject(ada.client);
    const got = await receiver.next('project.created.v1');
    await atPlatformTime(() => {
      verify(secret, got);
      verify(rotated.secret, got);
    });
  });

  test('that answers 500 gets the event again, under the same id and number', async () => {
    const { endpoint } = await subscribe({ types: ['project.created.v1'] });
    receiver.answerWith(500);
    await newProject(ada.client);
    await vi.waitFor(async () => expect((await deliveriesOf(endpoint.id))[0]?.attempts).toHaveLength(1), 10_000);
    await moveClock(60);
    await vi.waitFor(() => expect(receiver.received).toHaveLength(2), { timeout: 15_000 });
    const [first, second] = receiver.received;
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second?.headers['odavl-sequence']).toBe(first?.headers['odavl-sequence']);
    expect(second?.body).toBe(first?.body);
    await vi.waitFor(async () => expect(await deliveriesOf(endpoint.id)).toMatchObject([{ status: 'delivered' }]));
  });

  test('that is gone (410) is not asked again', async () => {
    const { endpoint } = await subscribe({ types: ['project.created.v1'] });
    receiver.answerWith(410);
    await newProject(ada.client);
    const now = async () => (await ada.client.get(`/v1/webhook-endpoints/${endpoint.id}`)).as(Endpoint);
    await vi.waitFor(async () => expect(await now()).toMatchObject({ enabled: false, disabledBecause: 'gone' }), {
      timeout: 15_000,
    });
    await newProject(ada.client);
    await moveClock(3_600);
    expect(receiver.received).toHaveLength(1);
  });

  test('that was off gets what it missed by `recover`, with numbers that go on', async () => {
    const { endpoint } = await subscribe({ types: ['project.created.v1'] });
    const path = `/v1/webhook-endpoints/${endpoint.id}`;
    const { now } = (await new Client(platform.ready.url).get('/_local/clock')).as(z.object({ now: z.string() }));
    await ada.client.post(`${path}/disable`);
    await newProject(ada.client, 'Missed');
    await vi.waitFor(async () => {
      const { items } = (await ada.client.get('/v1/events?types=project.*')).as(Feed);
      expect(items).toHaveLength(1);
    });
    await ada.client.post(`${path}/enable`);
    const recovered = await ada.client.post(`${path}/recover`, { since: now });
    expect(recovered.as(z.object({ deliveries: z.number() })).deliveries).toBe(1);
    expect((await receiver.next('project.created.v1')).headers['odavl-sequence']).toMatch(/^0*1$/);
  });

  test('can prove a gap: receipts are signed, and each commits to the one before', async () => {
    const { endpoint } = await subscribe({ types: ['project.*'] });
    for (const name of ['One', 'Two', 'Three']) await newProject(ada.client, name);
    await vi.waitFor(() => expect(receiver.received).toHaveLength(3), { timeout: 15_000 });
    const keys = (await new Client(platform.ready.url).get('/v1/webhook-receipt-keys')).as(z.unknown());
    const keySet = createLocalJWKSet(keys as JSONWebKeySet);
    const Claims = z.object({ sequence: z.number(), previousHash: z.string(), endpointId: z.literal(endpoint.id) });
    const claims = await Promise.all(
      receiver.received.map(async ({ headers }) => {
        const [header = '', payload = '', signature = ''] = headers['odavl-receipt']?.split('.') ?? [];
        const verified = await flattenedVerify({ protected: header, payload, signature }, keySet);
        return Claims.parse(JSON.parse(Buffer.from(verified.payload).toString('utf8')));
      }),
    );
    expect(claims.map(({ sequence }) => sequence).sort()).toEqual([1, 2, 3]);
    const Receipts = z.object({
      items: z.array(z.object({ sequence: z.number(), hash: z.string(), previousHash: z.string() })),
    });
    const { items } = (await ada.client.get(`/v1/webhook-endpoints/${endpoint.id}/receipts`)).as(Receipts);
    expect(items.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    for (const [at, { previousHash }] of items.entries()) {
      if (at > 0) expect(previousHash).toBe(items[at - 1]?.hash);
    }
  });

  test('reads from the feed exactly what webhooks send, in order and without a gap', async () => {
    await subscribe({ types: ['*'] });
    for (const name of ['One', 'Two', 'Three', 'Four']) await newProject(ada.client, name);
    await vi.waitFor(() => expect(receiver.received).toHaveLength(4), { timeout: 15_000 });
    const { items, lastSequence } = (await ada.client.get('/v1/events?after=0')).as(Feed);
    expect(items.map(({ sequence }) => sequence)).toEqual(Array.from({ length: lastSequence }, (_, at) => at + 1));
    const sent = receiver.received.map(({ body }) => JSON.parse(body)).sort((a, b) => a.sequence - b.sequence);
    expect(items.map(({ event }) => event).filter(({ type }) => type.startsWith('project.'))).toEqual(sent);
  });

  test('is sent an example of an event when its owner asks for it', async () => {
    const { endpoint, secret } = await subscribe({ types: ['project.*'] });
    await ada.client.post(`/v1/webhook-endpoints/${endpoint.id}/test`, { type: 'guardian.test.completed.v1' });
    const got = await receiver.next('guardian.test.completed.v1');
    await atPlatformTime(() => verify(secret, got));
    expect(JSON.parse(got.body)).toMatchObject({ test: true });
  });

  test('gets only what its pattern lets through', async () => {
    await subscribe({ types: ['*'], pattern: { data: { name: [{ prefix: 'prod-' }] } } });
    await newProject(ada.client, 'test-1');
    await newProject(ada.client, 'prod-1');
    await receiver.next('project.created.v1');
    expect(receiver.received.map(({ body }) => JSON.parse(body).data.name)).toEqual(['prod-1']);
  });
});

test('every type of event can be read with its schema and a valid example', async () => {
  const Types = z.object({
    items: z.array(
      z.object({
        type: z.string(),
        dataSchema: z.looseObject({}),
        example: z.looseObject({ specversion: z.string() }),
      }),
    ),
  });
  const { items } = (await ada.client.get('/v1/event-types')).as(Types);
  expect(items.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['task.succeeded.v1', 'guardian.test.completed.v1', 'billing.subscription.changed.v1']),
  );
});
