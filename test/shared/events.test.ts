import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { eventConsumer } from '../../shared/event-consumer.ts';
import { bestEffort, createPublisher, defineEvent, parseEvent } from '../../shared/events.ts';
import { startEventBridge } from './event-bridge.ts';
import { FakeBus } from './fake-bus.ts';
import { FakeLog } from './fake-log.ts';

const happened = defineEvent({
  type: 'thing.happened.v1',
  description: 'A thing happened.',
  payload: z.object({ thingId: z.string(), note: z.string().default('none') }),
});
const event = { id: 'evt_1', orgId: 'org_1', occurredAt: '2026-11-22T12:00:00.000Z', data: { thingId: 't1' } };

let bridge: Awaited<ReturnType<typeof startEventBridge>>;
beforeAll(async () => {
  bridge = await startEventBridge();
  vi.stubEnv('AWS_ENDPOINT_URL', bridge.endpoint);
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
});
beforeEach(() => {
  bridge.state.entries.length = 0;
  bridge.state.refuses = false;
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await bridge.close();
});

test('an event goes to its bus under its versioned name, from its service, with its data parsed', async () => {
  await createPublisher('bus-1')(happened, event);
  expect(bridge.state.entries).toMatchObject([
    {
      EventBusName: 'bus-1',
      Source: 'odavl.thing',
      DetailType: 'thing.happened.v1',
      Time: Date.parse(event.occurredAt) / 1_000,
    },
  ]);
  expect(JSON.parse(String(bridge.state.entries[0]?.Detail))).toEqual({
    ...event,
    data: { thingId: 't1', note: 'none' },
  });
});

// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html: a refused entry is no error of the call.
test('an event that the bus refuses in its reply is an error that says why', async () => {
  bridge.state.refuses = true;
  await expect(createPublisher('bus-1')(happened, event)).rejects.toThrow(
    'The bus refused thing.happened.v1: ThrottlingException Too many.',
  );
});

test('data that does not fit is never sent', async () => {
  const wrong = JSON.parse('{"thingId":1}');
  await expect(createPublisher('bus-1')(happened, { ...event, data: wrong })).rejects.toBeInstanceOf(z.ZodError);
  expect(bridge.state.entries).toEqual([]);
});

test('a best-effort event that is lost is logged and fails nothing', async () => {
  const bus = new FakeBus();
  const log = new FakeLog();
  const publish = bestEffort(bus.publish, log);
  await publish(happened, event);
  bus.isBroken = true;
  await publish(happened, event);
  expect(bus.types).toEqual(['thing.happened.v1']);
  expect(log.errors).toMatchObject([
    { message: 'event lost', fields: { type: 'thing.happened.v1', eventId: 'evt_1' } },
  ]);
});

const delivered = (change: object = {}) =>
  JSON.stringify({ 'detail-type': 'thing.happened.v1', source: 'odavl.thing', detail: event, ...change });

test('what the bus delivers is the event that was sent', () => {
  expect(parseEvent(happened, delivered())).toEqual({ ...event, data: { thingId: 't1', note: 'none' } });
});

test.each([
  ['another event', delivered({ 'detail-type': 'thing.happened.v2' })],
  ['an envelope without id', delivered({ detail: { ...event, id: undefined } })],
  ['other data', delivered({ detail: { ...event, data: {} } })],
  ['no JSON', '<xml/>'],
])('%s is refused', (_, body) => {
  expect(() => parseEvent(happened, body)).toThrow();
});

test('a consumer reports exactly the records that failed, and logs why', async () => {
  const log = new FakeLog();
  const seen: string[] = [];
  const consume = eventConsumer(happened, log, async ({ id }) => {
    seen.push(id);
    if (id === 'evt_bad') throw new Error('The world is broken.');
  });
  const bodies = [delivered(), 'poison', delivered({ detail: { ...event, id: 'evt_bad' } }), delivered()];
  const batch = { Records: bodies.map((body, at) => ({ ...JSON.parse('{}'), messageId: `m${at}`, body })) };
  const { batchItemFailures } = await consume(batch);
  expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['m1', 'm2']);
  expect(seen).toEqual(['evt_1', 'evt_bad', 'evt_1']);
  expect(log.errors.map(({ fields }) => fields?.messageId).toSorted()).toEqual(['m1', 'm2']);
});
