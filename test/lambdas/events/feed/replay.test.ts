import {
  CreateArchiveCommand,
  CreateEventBusCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { timeOf } from '../../../../build/replay.ts';
import type { CloudEvent } from '../../../../shared/cloud-event.ts';
import { feedName, replayToFeed } from '../../../../shared/event-replay.ts';
import { localEvents } from '../../../local/aws/events/local-events.ts';
import { type FeedWorld, projectEvent, startFeed } from './feed-world.ts';

const [feedQueue, otherQueue] = ['feed', 'other'].map((name) => `arn:aws:sqs:eu-central-1:000000000000:${name}`);
const pattern = JSON.stringify({ 'detail-type': [{ prefix: 'project.' }] });

let world: FeedWorld;
beforeAll(async () => {
  world = await startFeed();
});
afterAll(() => world.close());

/** A bus with archive and rules as `lib/constructs/event-archive.ts` makes them, over the embedded EventBridge. */
async function startBus() {
  /** Nobody has taken these yet. */
  const queue: { messageId: string; body: string }[] = [];
  const others: string[] = [];
  const { client, clock } = await localEvents({
    deliver: async ({ arn, input }) => {
      if (arn === feedQueue) queue.push({ messageId: `m${queue.length}`, body: input });
      else others.push(input);
    },
  });
  const name = feedName('local');
  const { EventBusArn } = await client.send(new CreateEventBusCommand({ Name: 'bus' }));
  await client.send(
    new CreateArchiveCommand({ ArchiveName: name, EventSourceArn: EventBusArn, EventPattern: pattern }),
  );
  for (const [Name, Arn] of [
    [name, feedQueue],
    ['other', otherQueue],
  ]) {
    const Targets = [{ Id: 'queue', Arn }];
    await client.send(new PutRuleCommand({ Name, EventBusName: 'bus', EventPattern: pattern }));
    await client.send(new PutTargetsCommand({ Rule: Name, EventBusName: 'bus', Targets }));
  }
  const hour = 3_600_000;
  const deps = { client, now: () => clock.now(), pause: async () => {} };
  return {
    ...{ others, deps },
    happen: (orgId: string, numbers: readonly number[]) =>
      client.send(new PutEventsCommand({ Entries: numbers.map((nth) => entryOf(projectEvent(orgId, nth))) })),
    drained: async (count: number) => {
      await vi.waitFor(() => expect(queue).toHaveLength(count));
      return queue.splice(0);
    },
    replay: () => {
      const input = { stage: 'local', from: new Date(clock.now() - hour), to: new Date(clock.now() + hour) };
      return replayToFeed({ deps, input });
    },
  };
}

const entryOf = (event: CloudEvent) => ({
  ...{ EventBusName: 'bus', Source: 'odavl.project', DetailType: event.type, Detail: JSON.stringify(event) },
});
const idsOf = async (orgId: string) => (await world.feed.readFeed(orgId, 0, 100)).map(({ id }) => id);

test('a time that is replayed adds nothing to the feeds, and reaches nobody else', async () => {
  const bus = await startBus();
  const orgId = await world.organization();
  await bus.happen(orgId, [1, 2, 3]);
  await world.take(await bus.drained(3));
  await vi.waitFor(() => expect(bus.others).toHaveLength(3));
  expect(await bus.replay()).toMatchObject({ name: expect.stringContaining('odavl-cloud-local-feed-') });
  expect(await world.take(await bus.drained(3))).toEqual([]);
  expect([await idsOf(orgId), bus.others.length]).toEqual([['evt_1', 'evt_2', 'evt_3'], 3]);
});

test('events that were lost behind the bus come back by a replay', async () => {
  const bus = await startBus();
  const orgId = await world.organization();
  await bus.happen(orgId, [1, 2, 3, 4]);
  const arrived = await bus.drained(4);
  await world.take(arrived.filter(({ body }) => body.includes('evt_2')));
  expect(await idsOf(orgId)).toEqual(['evt_2']);
  await bus.replay();
  await world.take(await bus.drained(4));
  expect(await idsOf(orgId)).toEqual(['evt_2', 'evt_1', 'evt_3', 'evt_4']);
});

test('a replay of a stage that is not there says so', async () => {
  const { deps } = await startBus();
  const input = { stage: 'moon', from: new Date(0), to: new Date(1) };
  await expect(replayToFeed({ deps, input })).rejects.toThrow(/odavl-cloud-moon-feed does not exist/);
});

test.each(['2026-11-22', '1700000000000', '2026-11-22T12:00', '2026-13-22T12:00Z', 'yesterday'])(
  '%s is no time for a replay',
  (text) => expect(timeOf(text)).toBeUndefined(),
);
