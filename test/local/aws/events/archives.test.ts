import {
  CreateArchiveCommand,
  DescribeArchiveCommand,
  DescribeReplayCommand,
  type EventBridgeClient,
  PutEventsCommand,
  StartReplayCommand,
  type StartReplayCommandInput,
} from '@aws-sdk/client-eventbridge';
import { expect, test, vi } from 'vitest';
import { localEvents, order, ruleToQueue } from './local-events.ts';

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive.html

const bus = 'arn:aws:events:eu-central-1:000000000000:event-bus/default';
const archive = 'arn:aws:events:eu-central-1:000000000000:archive/all';
const window: StartReplayCommandInput = {
  ReplayName: 'again',
  EventSourceArn: archive,
  EventStartTime: new Date('2026-03-01T00:00:00Z'),
  EventEndTime: new Date('2026-03-02T00:00:00Z'),
  Destination: { Arn: bus },
};

const createArchive = (client: EventBridgeClient, EventPattern?: string) =>
  client.send(new CreateArchiveCommand({ ArchiveName: 'all', EventSourceArn: bus, EventPattern }));

test('an archive keeps what matches its pattern', async () => {
  const { client } = await localEvents();
  expect(await createArchive(client, '{"detail": {"id": [1]}}')).toMatchObject({
    ArchiveArn: archive,
    State: 'ENABLED',
  });
  await client.send(new PutEventsCommand({ Entries: [order({ id: 1 }), order({ id: 2 })] }));
  const described = await client.send(new DescribeArchiveCommand({ ArchiveName: 'all' }));
  expect(described).toMatchObject({ EventCount: 1, EventSourceArn: bus, RetentionDays: 0 });
  expect(described.SizeBytes).toBeGreaterThan(100);
});

test('a replay sends the events of its window to the rules once more, marked and in order', async () => {
  const { client, clock, deliveries, inputs } = await localEvents();
  await createArchive(client);
  for (const id of [1, 2, 3]) {
    await client.send(new PutEventsCommand({ Entries: [order({ id })] }));
    await clock.advanceSlowly(86_400_000 / 2 - 1);
  }
  await ruleToQueue(client);
  expect(await client.send(new StartReplayCommand(window))).toMatchObject({ State: 'STARTING' });
  await vi.waitFor(() => expect(deliveries).toHaveLength(2));
  expect(inputs()).toMatchObject([
    { 'replay-name': 'again', detail: { id: 1 }, time: '2026-03-01T12:00:00Z' },
    { 'replay-name': 'again', detail: { id: 2 } },
  ]);
  const described = await client.send(new DescribeReplayCommand({ ReplayName: 'again' }));
  expect(described.State).toBe('COMPLETED');
  expect((await client.send(new DescribeArchiveCommand({ ArchiveName: 'all' }))).EventCount).toBe(3);
});

test('a replay may choose rules', async () => {
  const { client, deliveries, clock } = await localEvents();
  await createArchive(client);
  await client.send(new PutEventsCommand({ Entries: [order()] }));
  await ruleToQueue(client);
  const FilterArns = ['arn:aws:events:eu-central-1:000000000000:rule/other'];
  await client.send(new StartReplayCommand({ ...window, Destination: { Arn: bus, FilterArns } }));
  await clock.advanceSlowly(1000);
  expect(deliveries).toEqual([]);
});

test('events leave an archive when their retention is over', async () => {
  const { client, clock } = await localEvents();
  await client.send(new CreateArchiveCommand({ ArchiveName: 'all', EventSourceArn: bus, RetentionDays: 1 }));
  await client.send(new PutEventsCommand({ Entries: [order(), order()] }));
  await clock.advanceSlowly(2 * 86_400_000);
  await client.send(new PutEventsCommand({ Entries: [order()] }));
  expect((await client.send(new DescribeArchiveCommand({ ArchiveName: 'all' }))).EventCount).toBe(1);
});

test('mistakes are named', async () => {
  const { client } = await localEvents();
  await expect(client.send(new StartReplayCommand(window))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Archive all does not exist.',
  });
  await createArchive(client);
  await expect(createArchive(client)).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' });
  const backwards = { ...window, EventEndTime: window.EventStartTime };
  await expect(client.send(new StartReplayCommand(backwards))).rejects.toThrow('must be before EventEndTime');
  const across = { ...window, Destination: { Arn: bus.replace('default', 'other') } };
  await expect(client.send(new StartReplayCommand(across))).rejects.toThrow('Cross event bus replay is not permitted.');
  await client.send(new StartReplayCommand(window));
  await expect(client.send(new StartReplayCommand(window))).rejects.toMatchObject({
    name: 'ResourceAlreadyExistsException',
  });
  await expect(client.send(new DescribeReplayCommand({ ReplayName: 'x' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Replay x does not exist.',
  });
});
