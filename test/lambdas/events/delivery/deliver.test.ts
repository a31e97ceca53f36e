import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { deliver } from '../../../../lambdas/events/delivery/deliver.ts';
import { deliveryId } from '../../../../lambdas/events/delivery/delivery.ts';
import { deriveEndpointKeys, secretText } from '../../../../lambdas/events/signature/endpoint-keys.ts';
import { expandReceipt } from '../../../../shared/receipt.ts';
import { type Answer, deadUrl, type Receiver, startReceiver } from './receiver.ts';
import { serviceSecret, startWebhooks, type WebhookWorld } from './webhook-world.ts';

let world: WebhookWorld;
beforeAll(async () => {
  world = await startWebhooks();
});
afterAll(() => world.close());

const receivers: Receiver[] = [];
afterEach(() => {
  for (const receiver of receivers.splice(0)) receiver.close();
  world.queue.waiting = [];
});

async function scene(answers: Answer[], change: object = {}) {
  const receiver = await startReceiver(answers, () => world.clock.now);
  receivers.push(receiver);
  const organization = world.organization();
  const { id } = await organization.addEndpoint({ url: receiver.url, ...change });
  const one = async () => {
    const [delivery] = await organization.deliveries(id);
    if (!delivery) throw new Error('A delivery was expected.');
    return delivery;
  };
  return { receiver, ...organization, endpointId: id, one };
}

const hook = (endpointId: string, version = 1) =>
  new Webhook(secretText(deriveEndpointKeys(serviceSecret, endpointId, version)));
const verified = (webhook: Webhook, { headers, body }: Receiver['received'][number], now: number) => {
  // The client compares with its own clock, so the header is moved by the same time; the signature is checked by hand then.
  const timestamp = new Date(Number(headers['webhook-timestamp']) * 1_000);
  expect(Math.abs(now - timestamp.getTime())).toBeLessThan(1_000);
  const expected = webhook.sign(String(headers['webhook-id']), timestamp, body);
  return String(headers['webhook-signature']).split(' ').includes(expected);
};

test('an event arrives signed, as it is in the feed, with its number and its receipt', async () => {
  const { receiver, happen, pump, endpointId, one } = await scene([204]);
  const [eventId] = await happen(1, () => ({ taskId: 'task_1' }));
  await pump();
  expect(await world.work()).toEqual(['delivered']);
  const [got] = receiver.received;
  if (!got) throw new Error('A request was expected.');
  const delivery = await one();
  expect(got.headers).toMatchObject({
    ...{ 'webhook-id': eventId, 'content-type': 'application/cloudevents+json', 'odavl-sequence': '1' },
    ...{ 'odavl-delivery': deliveryId(delivery), 'user-agent': expect.stringContaining('ODAVL') },
  });
  expect(expandReceipt(String(got.headers['odavl-receipt']))).toEqual(delivery.receipt);
  expect(JSON.parse(got.body)).toMatchObject({
    specversion: '1.0',
    id: eventId,
    sequence: '000000000001',
    data: { taskId: 'task_1' },
  });
  expect(verified(hook(endpointId), got, world.clock.now)).toBe(true);
  expect(delivery).toMatchObject({ status: 'delivered', attempt: 1, attempts: [{ status: 204 }] });
  expect(JSON.stringify(delivery.attempts)).not.toContain('v1,');
  expect(delivery).not.toHaveProperty('dueAt');
});

test('a failure is tried again with the same id and body, and a signature of its own time', async () => {
  const { receiver, happen, pump, one } = await scene([500, 200]);
  await happen(1);
  await pump();
  await world.work();
  expect(await one()).toMatchObject({
    status: 'pending',
    attempts: [{ status: 500, error: { code: 'unsuccessful_status' }, replyExcerpt: 'noted' }],
  });
  expect(await world.pass(6_000)).toEqual(['delivered']);
  const [first, second] = receiver.received;
  expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
  expect(second?.body).toBe(first?.body);
  expect(second?.headers['webhook-timestamp']).not.toBe(first?.headers['webhook-timestamp']);
  expect(second?.headers['webhook-signature']).not.toBe(first?.headers['webhook-signature']);
});

test('after eleven attempts in three days it has failed', async () => {
  const { happen, pump, one, change, endpointId } = await scene([500]);
  await happen(1);
  await pump();
  for (let tried = 0; tried < 11; tried += 1) {
    await change(endpointId, { breaker: { state: 'closed', failures: 0 } });
    const { dueAt = '' } = await one();
    world.clock.now = Math.max(world.clock.now, Date.parse(dueAt) + 1_000);
    await world.sweep();
    await world.work();
    expect(await one()).toMatchObject({ attempt: tried + 1 });
  }
  expect(await one()).toMatchObject({ status: 'failed', attempt: 11 });
  expect((await one()).attempts).toHaveLength(11);
});

test('a rotation counts for retries: they are signed by the secrets of their own time', async () => {
  const { receiver, happen, pump, endpointId, change } = await scene([500, 500, 200]);
  await happen(1);
  await pump();
  await world.work();
  const until = new Date(world.clock.now + 20_000).toISOString();
  await change(endpointId, { secretVersion: 2, previousSecret: { version: 1, until } });
  await world.pass(6_000);
  await world.pass(40_000);
  const by = (version: number) => receiver.received.map((got) => verified(hook(endpointId, version), got, got.at));
  expect(by(1), 'the old one signs until its grace is over').toEqual([true, true, false]);
  expect(by(2)).toEqual([false, true, true]);
});

test('410 ends it at once, switches the endpoint off, and tells', async () => {
  const { receiver, happen, pump, endpoint, endpointId, orgId, deliveries } = await scene([410]);
  await happen(1);
  await pump();
  await world.work();
  expect(await endpoint(endpointId)).toMatchObject({ enabled: false, disabledBecause: 'gone' });
  await happen(1);
  await pump();
  await world.pass(60_000);
  expect(receiver.received).toHaveLength(1);
  expect((await deliveries(endpointId)).map(({ status }) => status)).toEqual(['failed']);
  const told = world.bus.events.filter((event) => event.orgId === orgId);
  expect(told).toMatchObject([
    { type: 'webhook.endpoint.disabled.v1', data: { endpointId, host: '127.0.0.1', because: 'gone' } },
    { type: 'auth.mail-requested.v1', data: { kind: 'webhook-disabled', facts: { endpointId, host: '127.0.0.1' } } },
  ]);
});

test.each([429, 502, 504])('%i slows the endpoint as a whole down, for as long as it asks', async (status) => {
  const busy: Answer = (reply) => reply.writeHead(status, { 'retry-after': '120' }).end();
  const { receiver, happen, pump, endpoint, endpointId } = await scene([busy, 200]);
  await happen(1);
  await pump();
  await world.work();
  expect((await endpoint(endpointId)).breaker).toMatchObject({ state: 'open', failures: 1 });
  await happen(3);
  await pump();
  expect(await world.work()).toEqual(['postponed', 'postponed', 'postponed']);
  await world.pass(110_000);
  expect(receiver.received).toHaveLength(1);
  await world.pass(180_000);
  expect(receiver.received).toHaveLength(5);
  expect((await endpoint(endpointId)).breaker).toEqual({ state: 'closed', failures: 0 });
});

test('Retry-After of a 503 moves this delivery alone', async () => {
  const busy: Answer = (reply) => reply.writeHead(503, { 'retry-after': '3600' }).end();
  const { receiver, happen, pump } = await scene([busy, 200]);
  await happen(1);
  await pump();
  await world.work();
  await happen(1);
  await pump();
  expect(await world.work()).toEqual(['delivered']);
  await world.pass(3_500_000);
  expect(receiver.received).toHaveLength(2);
  await world.pass(200_000);
  expect(receiver.received).toHaveLength(3);
});

test.each<[string, Answer, string]>([
  ['a redirect', (reply) => reply.writeHead(302, { location: 'http://169.254.169.254/' }).end(), 'redirected'],
  ['a reply that drips', (reply) => void drip(reply), 'timed_out'],
  ['a closed connection', (reply) => reply.destroy(), 'connection_closed'],
  ['404', 404, 'unsuccessful_status'],
])('%s is a failure that says why, and is tried again', async (_, answer, code) => {
  const { happen, pump, one } = await scene([answer]);
  await happen(1);
  await pump();
  const deps = { ...world.deps, timeoutMs: 300 };
  const [due] = world.queue.waiting.splice(0);
  if (!due) throw new Error('A message was expected.');
  expect(await deliver({ deps, input: due.message })).toBe('failed');
  expect(await one()).toMatchObject({ status: 'pending', attempts: [{ error: { code } }] });
});

function drip(reply: { write: (text: string) => unknown; on: (name: string, listener: () => void) => unknown }): void {
  const timer = setInterval(() => reply.write('.'), 20);
  reply.on('close', () => clearInterval(timer));
}

test('of a huge reply the beginning is kept', async () => {
  const { happen, pump, one } = await scene([(reply) => reply.end('y'.repeat(3_000_000))]);
  await happen(1);
  await pump();
  expect(await world.work()).toEqual(['delivered']);
  expect((await one()).attempts[0]?.replyExcerpt).toHaveLength(1_000);
});

test('an address inside is not called, whatever the name server says', async () => {
  const { happen, pump, one, change, endpointId } = await scene([200]);
  await change(endpointId, { url: 'https://hooks.example/in' });
  await happen(1);
  await pump();
  const deps = { ...world.deps, resolve: async () => ['10.0.0.1'] };
  const [due] = world.queue.waiting.splice(0);
  if (due) await deliver({ deps, input: due.message });
  expect(await one()).toMatchObject({ attempts: [{ error: { code: 'private_address' } }] });
});

test('a message that comes twice, early, or for nothing makes no attempt', async () => {
  const { receiver, happen, pump, one } = await scene([500, 200]);
  await happen(1);
  await pump();
  const [due] = world.queue.waiting;
  if (!due) throw new Error('A message was expected.');
  world.queue.waiting.push(due, due);
  expect((await world.work()).sort()).toEqual(['failed', 'nothing', 'nothing']);
  expect(await deliver({ deps: world.deps, input: due.message }), 'the retry is not due').toBe('nothing');
  await world.pass(10_000);
  expect(await deliver({ deps: world.deps, input: due.message })).toBe('nothing');
  const unknown = { ...due.message, sequence: 999 };
  expect(await deliver({ deps: world.deps, input: unknown })).toBe('nothing');
  expect(await deliver({ deps: world.deps, input: { ...due.message, orgId: 'org_other' } })).toBe('nothing');
  expect(receiver.received).toHaveLength(2);
  expect(await one()).toMatchObject({ status: 'delivered' });
});

test('an attempt whose process died is made again after its lease', async () => {
  const { receiver, happen, pump, one } = await scene([200]);
  await happen(1);
  await pump();
  world.queue.waiting = [];
  await world.store.claim(await one(), world.clock.now);
  await world.pass(29_000);
  expect(receiver.received).toHaveLength(0);
  await world.pass(100_000);
  expect(receiver.received).toHaveLength(1);
  expect(await one()).toMatchObject({ status: 'delivered', attempt: 2 });
});

test('switched off in the middle of an attempt: what arrives counts, what fails is not tried again', async () => {
  const world2 = { disable: async () => {} };
  const slow: Answer = async (reply) => {
    await world2.disable();
    reply.writeHead(500).end();
  };
  const { receiver, happen, pump, change, endpointId, deliveries, one } = await scene([slow]);
  world2.disable = async () => void (await change(endpointId, { enabled: false }));
  await happen(2);
  await pump();
  world.queue.waiting.pop();
  await world.work();
  expect(await one()).toMatchObject({ status: 'pending' });
  await world.pass(200_000);
  expect(receiver.received).toHaveLength(1);
  expect((await deliveries(endpointId)).map(({ status }) => status)).toEqual(['discarded', 'discarded']);
});

test('an endpoint that is deleted meanwhile gets nothing', async () => {
  const { receiver, happen, pump, endpointId, orgId, one } = await scene([200]);
  await happen(1);
  await pump();
  await world.tables.table.delete({ pk: `ORG#${orgId}`, sk: `ENDPOINT#${endpointId}` });
  expect(await world.work()).toEqual(['discarded']);
  expect(receiver.received).toHaveLength(0);
  expect(await one()).toMatchObject({ status: 'discarded' });
});

test('an event that has expired cannot be sent', async () => {
  const { happen, pump, orgId, one } = await scene([200]);
  await happen(1);
  await pump();
  await world.tables.table.delete({ pk: `ORG#${orgId}`, sk: 'EVENT#000000000001' });
  expect(await world.work()).toEqual(['failed']);
  expect(await one()).toMatchObject({ status: 'failed', attempts: [] });
});

test('what the queue did not take is sent by the sweeper', async () => {
  const { receiver, happen, pump } = await scene([200]);
  world.queue.isBroken = true;
  await happen(2);
  await pump();
  world.queue.isBroken = false;
  await world.pass(125_000);
  expect(receiver.received).toHaveLength(2);
});

test('five days of failures switch an endpoint off', async () => {
  const { happen, pump, endpoint, endpointId, change, orgId } = await scene([500], { url: await deadUrl() });
  await happen(1);
  await pump();
  await world.work();
  expect((await endpoint(endpointId)).breaker).toMatchObject({ failures: 1 });
  const failingSince = new Date(world.clock.now - 5 * 24 * 3_600_000).toISOString();
  await change(endpointId, { breaker: { state: 'closed', failures: 19, failingSince } });
  await world.pass(6_000);
  expect(await endpoint(endpointId)).toMatchObject({ enabled: false, disabledBecause: 'failing' });
  expect(world.bus.events.filter((event) => event.orgId === orgId).map(({ type }) => type)).toEqual([
    'webhook.endpoint.disabled.v1',
    'auth.mail-requested.v1',
  ]);
});

test('a rate limit spreads what is too much, and uses up no attempt', async () => {
  const { receiver, happen, pump, deliveries, endpointId } = await scene([200], { rateLimitPerSecond: 2 });
  await happen(10);
  await pump();
  const first = await world.work();
  expect(first.filter((outcome) => outcome === 'delivered').length).toBeLessThanOrEqual(3);
  await world.pass(10_000);
  const times = receiver.received.map(({ at }) => at);
  expect(times).toHaveLength(10);
  for (const from of times) expect(times.filter((at) => at >= from && at < from + 1_000).length).toBeLessThanOrEqual(4);
  expect((await deliveries(endpointId)).every(({ attempt }) => attempt === 1)).toBe(true);
});

test('many failures at once open the breaker; then one probe goes at a time, whoever comes, until one succeeds', async () => {
  const { receiver, happen, pump, endpoint, endpointId, change, deliveries } = await scene([500]);
  await happen(20);
  await pump();
  await world.work();
  expect((await endpoint(endpointId)).breaker.state).toBe('open');
  const before = receiver.received.length;
  // All of them are due in the moment in which the breaker lets one through.
  const openUntil = new Date(world.clock.now + 1_000).toISOString();
  const { failures, failingSince } = (await endpoint(endpointId)).breaker;
  await change(endpointId, { breaker: { state: 'open', failures, failingSince, openUntil } });
  world.clock.now += 600_000;
  world.queue.waiting = [];
  const due = (await deliveries(endpointId)).map(({ orgId, sequence, position }) => ({
    orgId,
    endpointId,
    sequence,
    position,
  }));
  const outcomes = await Promise.all(due.map((input) => deliver({ deps: world.deps, input })));
  expect(outcomes.filter((outcome) => outcome === 'failed')).toHaveLength(1);
  expect(receiver.received.length - before).toBe(1);
  receiver.answers = [200];
  await world.pass(3_600_000);
  expect((await deliveries(endpointId)).every(({ status }) => status === 'delivered')).toBe(true);
  expect((await endpoint(endpointId)).breaker).toEqual({ state: 'closed', failures: 0 });
});

test('what one delivery costs: four calls shared by all events of a pump, and four for each delivery', async () => {
  const { happen, pump, receiver } = await scene([200]);
  await happen(1);
  await pump();
  await world.work();
  await world.pass(1_000);
  await happen(10);
  const pumping = await world.callsOf(pump);
  expect(pumping).toEqual(['Query', 'Query', 'TransactWriteItems', 'SendMessageBatch']);
  await world.pass(1);
  expect(receiver.received).toHaveLength(11);
  await happen(1);
  await pump();
  const delivering = await world.callsOf(world.work);
  expect(delivering).toEqual(['BatchGetItem', 'UpdateItem', 'UpdateItem', 'UpdateItem']);
});
