import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { expect, test, vi } from 'vitest';
import { localEvents, order, queueArn, ruleToQueue } from './local-events.ts';

// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html

test('an event reaches the target of the rule that matches, in the shape of AWS', async () => {
  const { client, deliveries, inputs } = await localEvents();
  await ruleToQueue(client);
  const entry = { ...order({ id: 7 }), Resources: ['arn:thing'] };
  const { Entries = [], FailedEntryCount } = await client.send(new PutEventsCommand({ Entries: [entry] }));
  expect(FailedEntryCount).toBe(0);
  await vi.waitFor(() => expect(deliveries).toHaveLength(1));
  expect(deliveries[0]).toMatchObject({
    arn: queueArn,
    id: 'queue',
    ruleArn: 'arn:aws:events:eu-central-1:000000000000:rule/orders',
  });
  expect(inputs()).toEqual([
    {
      version: '0',
      id: Entries[0]?.EventId,
      'detail-type': 'Order Placed',
      source: 'shop',
      account: '000000000000',
      time: '2026-03-01T12:00:00Z',
      region: 'eu-central-1',
      resources: ['arn:thing'],
      detail: { id: 7 },
    },
  ]);
});

test('the time of the entry is the time of the event', async () => {
  const { client, inputs } = await localEvents();
  await ruleToQueue(client);
  const Time = new Date('2020-02-02T02:02:02Z');
  await client.send(new PutEventsCommand({ Entries: [{ ...order(), Time }] }));
  await vi.waitFor(() => expect(inputs()).toMatchObject([{ time: '2020-02-02T02:02:02Z' }]));
});

test('every bad entry says why, and the good ones between them are taken', async () => {
  const { client, deliveries } = await localEvents();
  await ruleToQueue(client);
  const Entries = [
    { ...order(), Source: undefined },
    { ...order(), DetailType: undefined },
    { ...order(), Detail: undefined },
    { ...order(), Detail: '{' },
    { ...order(), Detail: '[1]' },
    { ...order(), Source: 'aws.s3' },
    order(),
  ];
  const reply = await client.send(new PutEventsCommand({ Entries }));
  expect(reply.FailedEntryCount).toBe(6);
  expect(reply.Entries?.map(({ ErrorCode, ErrorMessage }) => [ErrorCode, ErrorMessage])).toEqual([
    ['InvalidArgument', 'Parameter Source is not valid. Reason: Source is a required argument.'],
    ['InvalidArgument', 'Parameter DetailType is not valid. Reason: DetailType is a required argument.'],
    ['InvalidArgument', 'Parameter Detail is not valid. Reason: Detail is a required argument.'],
    ['MalformedDetail', 'Detail is malformed.'],
    ['MalformedDetail', 'Detail is malformed.'],
    ['NotAuthorizedForSourceException', 'Not authorized for the source.'],
    [undefined, undefined],
  ]);
  await vi.waitFor(() => expect(deliveries).toHaveLength(1));
});

test('one call takes ten entries', async () => {
  const { client } = await localEvents();
  const entries = (count: number) => new PutEventsCommand({ Entries: Array.from({ length: count }, () => order()) });
  expect((await client.send(entries(10))).FailedEntryCount).toBe(0);
  await expect(client.send(entries(11))).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining('Member must have length less than or equal to 10'),
  });
});

test('the entries of a call stay below 1 MB together', async () => {
  const { client } = await localEvents();
  const sized = (bytes: number) => ({ ...order(), Detail: JSON.stringify({ text: 'x'.repeat(bytes) }) });
  const good = await client.send(new PutEventsCommand({ Entries: [sized(600_000), sized(400_000)] }));
  expect(good.FailedEntryCount).toBe(0);
  await expect(client.send(new PutEventsCommand({ Entries: [sized(600_000), sized(500_000)] }))).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'Total size of the entries in the request is over the limit.',
  });
});

test('an event for a bus that does not exist is accepted as AWS does, and reported', async () => {
  const { client, reports } = await localEvents();
  const reply = await client.send(new PutEventsCommand({ Entries: [{ ...order(), EventBusName: 'nowhere' }] }));
  expect(reply.FailedEntryCount).toBe(0);
  expect(reports).toEqual(['The event Order Placed of shop went to the bus nowhere, which does not exist.']);
});

test('a member that is not supported is refused by name', async () => {
  const { events } = await localEvents();
  expect(() => events.call('PutEvents', { EndpointId: 'abcde.veo', Entries: [order()] })).toThrow(
    "1 validation error detected: The local runtime does not support the parameter 'EndpointId'",
  );
});

test('the permission is PutEvents on the bus, once per bus, source and type', async () => {
  const { client, calls } = await localEvents();
  const other = { ...order(), EventBusName: 'arn:aws:events:eu-central-1:000000000000:event-bus/other' };
  await client.send(new PutEventsCommand({ Entries: [order(), order(), other] }));
  const context = { 'events:source': 'shop', 'events:detail-type': 'Order Placed' };
  expect(calls).toEqual(
    ['default', 'other'].map((bus) => ({
      action: 'events:PutEvents',
      resource: `arn:aws:events:eu-central-1:000000000000:event-bus/${bus}`,
      context,
    })),
  );
});

test('the platform itself publishes under the names of AWS', async () => {
  const { events, client, inputs } = await localEvents();
  await ruleToQueue(client, { source: ['aws.s3'], detail: { bucket: { name: ['b'] } } });
  const id = events.publish({ source: 'aws.s3', detailType: 'Object Created', detail: { bucket: { name: 'b' } } });
  await vi.waitFor(() => expect(inputs()).toMatchObject([{ id, source: 'aws.s3' }]));
});
