import { CloudEvent } from 'cloudevents';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { createPublishMany } from '../../shared/event-bus.ts';
import { eventConsumer } from '../../shared/event-consumer.ts';
import { createPublisher, defineEvent, parseEvent, toCloudEvent } from '../../shared/events.ts';
import { startEventBridge } from './event-bridge.ts';
import { FakeLog } from './fake-log.ts';

const happened = defineEvent({
  type: 'thing.happened.v1',
  audience: 'internal',
  description: 'A thing happened.',
  subject: 'thingId',
  payload: z.object({ thingId: z.string(), note: z.string().default('none'), projectId: z.string().optional() }),
  example: { thingId: 't1' },
});
const event = { id: 'evt_1', orgId: 'org_1', occurredAt: '2026-11-22T12:00:00.000Z', data: { thingId: 't1' } };
const onBus = {
  ...{ specversion: '1.0', id: 'evt_1', source: 'urn:odavl:thing', type: 'thing.happened.v1' },
  ...{ time: '2026-11-22T12:00:00.000Z', subject: 't1', datacontenttype: 'application/json', orgid: 'org_1' },
  data: { thingId: 't1', note: 'none' },
};

let bridge: Awaited<ReturnType<typeof startEventBridge>>;
beforeAll(async () => {
  bridge = await startEventBridge();
  vi.stubEnv('AWS_ENDPOINT_URL', bridge.endpoint);
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
});
beforeEach(() => bridge.reset());
afterAll(async () => {
  vi.unstubAllEnvs();
  await bridge.close();
});

const pauses: number[] = [];
const putMany = () => createPublishMany('bus-1', async (ms) => pauses.push(ms));
const publisher = () => createPublisher('bus-1', putMany());
const many = (count: number, note = '') =>
  Array.from({ length: count }, (_, at) =>
    toCloudEvent(happened, { ...event, id: `evt_${at}`, data: { thingId: `t${at}`, note } }),
  );

test('an event goes to its bus under its versioned name, as a CloudEvent whose data is parsed', async () => {
  await publisher()(happened, event);
  expect(bridge.state.entries).toMatchObject([
    {
      EventBusName: 'bus-1',
      Source: 'odavl.thing',
      DetailType: 'thing.happened.v1',
      Time: Date.parse(event.occurredAt) / 1_000,
    },
  ]);
  expect(JSON.parse(String(bridge.state.entries[0]?.Detail))).toEqual(onBus);
});

test('what is on the bus is a CloudEvent 1.0 to the unmodified cloudevents client', async () => {
  await publisher()(happened, { ...event, data: { ...event.data, projectId: 'prj_1' } });
  const read = new CloudEvent(JSON.parse(String(bridge.state.entries[0]?.Detail)), true);
  expect(read.validate()).toBe(true);
  expect(read).toMatchObject({ orgid: 'org_1', projectid: 'prj_1', subject: 't1' });
});

test('organization and project of an event come from its envelope and its payload, not from other fields of its data', () => {
  const foreign = JSON.parse('{"thingId":"t1","orgId":"org_2","orgid":"org_2","__proto__":{"projectId":"prj_2"}}');
  const made = toCloudEvent(happened, { ...event, data: foreign });
  expect(made).toEqual(onBus);
});

test('events of one turn share a call, up to ten', async () => {
  const publish = publisher();
  await Promise.all(many(23).map(({ id }) => publish(happened, { ...event, id })));
  expect(bridge.state.calls.map((entries) => entries.length).toSorted()).toEqual([10, 10, 3].toSorted());
  await publish(happened, event);
  expect(bridge.state.calls).toHaveLength(4);
});

test('a call stays below 256 KB', async () => {
  expect(await putMany()(many(5, 'x'.repeat(100_000)))).toEqual(Array(5).fill(undefined));
  expect(bridge.state.calls.map((entries) => entries.length).toSorted()).toEqual([1, 2, 2]);
});

test('an event of 250 KB goes out; one that no bus would take is refused before anything is sent', async () => {
  const publish = publisher();
  await publish(happened, { ...event, data: { thingId: 't1', note: 'x'.repeat(250 * 1_024) } });
  await expect(publish(happened, { ...event, data: { thingId: 't1', note: 'ü'.repeat(128 * 1_024) } })).rejects.toThrow(
    /thing.happened.v1 has \d+ bytes; 261120 are the limit/,
  );
  expect(bridge.state.calls).toHaveLength(1);
});

// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html: a refused entry is no error of the call.
test('only the entries that the bus refuses are tried again, each for itself', async () => {
  bridge.state.refusals.push(['evt_1'], ['evt_1']);
  expect(await putMany()(many(3))).toEqual([undefined, undefined, undefined]);
  expect(bridge.state.calls.map((entries) => entries.length)).toEqual([3, 1, 1]);
  expect(bridge.state.entries).toHaveLength(3);
});

test('an event that the bus goes on refusing is an error that says why; the others are out', async () => {
  bridge.state.refuses = 'evt_1';
  const [first, second] = await putMany()(many(2));
  expect(first).toBeUndefined();
  expect(second?.message).toBe('The bus refused thing.happened.v1: ThrottlingException Too many.');
  await expect(publisher()(happened, event)).rejects.toThrow('Too many.');
});

test('data that does not fit is never sent', async () => {
  const wrong = JSON.parse('{"thingId":1}');
  await expect(publisher()(happened, { ...event, data: wrong })).rejects.toBeInstanceOf(z.ZodError);
  expect(bridge.state.entries).toEqual([]);
});

const delivered = (change: object = {}) => JSON.stringify({ 'detail-type': 'any', detail: { ...onBus, ...change } });

test('what the bus delivers is the event that was sent', () => {
  expect(parseEvent(happened, delivered())).toEqual({ ...event, data: { thingId: 't1', note: 'none' } });
});

test.each([
  ['another event', delivered({ type: 'thing.happened.v2' })],
  ['another version of CloudEvents', delivered({ specversion: '0.3' })],
  ['an event without id', delivered({ id: undefined })],
  ['an event of no organization', delivered({ orgid: undefined })],
  ['other data', delivered({ data: {} })],
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
  const bodies = [delivered(), 'poison', delivered({ id: 'evt_bad' }), delivered()];
  const batch = { Records: bodies.map((body, at) => ({ ...JSON.parse('{}'), messageId: `m${at}`, body })) };
  const { batchItemFailures } = await consume(batch);
  expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['m1', 'm2']);
  expect(seen).toEqual(['evt_1', 'evt_bad', 'evt_1']);
  expect(log.errors.map(({ fields }) => fields?.messageId).toSorted()).toEqual(['m1', 'm2']);
});
