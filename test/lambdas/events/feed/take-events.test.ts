import { CloudEvent as StandardEvent } from 'cloudevents';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { feedKey } from '../../../../lambdas/events/feed/store.ts';
import { eraseOrganization } from '../../../../shared/erase-organization.ts';
import { type FeedWorld, message, projectEvent, startFeed } from './feed-world.ts';

let world: FeedWorld;
beforeAll(async () => {
  world = await startFeed();
});
afterAll(() => world.close());
beforeEach(() => {
  world.pumped.length = 0;
  world.log.lines.length = 0;
});

const range = (count: number, from = 1) => Array.from({ length: count }, (_, at) => from + at);
const messages = (orgId: string, numbers: readonly number[]) => numbers.map((nth) => message(projectEvent(orgId, nth)));
const feedOf = async (orgId: string) => {
  const events = await world.feed.readFeed(orgId, 0, 2_000);
  expect(events.map(({ seq }) => seq)).toEqual(range(events.length));
  return events;
};
const idsOf = async (orgId: string) => (await feedOf(orgId)).map(({ id }) => id);

test('events are appended as they happened, numbered, as CloudEvents with the address of their schema', async () => {
  const orgId = await world.organization();
  expect(await world.take(messages(orgId, [2, 1, 3]))).toEqual([]);
  const events = await feedOf(orgId);
  expect(events.map(({ id }) => id)).toEqual(['evt_1', 'evt_2', 'evt_3']);
  const standard = new StandardEvent({ ...events[1]?.event }, true);
  expect(standard).toMatchObject({
    sequence: '000000000002',
    dataschema: 'https://api.example.com/v1/event-types/project.created.v1',
    orgid: orgId,
    data: { name: 'Project 2' },
  });
});

test('an event that is delivered twice, at once or later, is in the feed once', async () => {
  const orgId = await world.organization();
  await world.take([...messages(orgId, [1, 1, 2]), ...messages(orgId, [2])]);
  await world.take(messages(orgId, [2, 3, 1]));
  expect(await idsOf(orgId)).toEqual(['evt_1', 'evt_2', 'evt_3']);
});

test('a burst of 1,000 events to three consumers at once: no gap, no duplicate, nothing lost', async () => {
  const orgId = await world.organization();
  const bursts = range(100).map((batch) => messages(orgId, [...range(10, batch * 10 - 9), (batch * 7) % 1_000 || 1]));
  const failed: string[] = [];
  const consumer = async () => {
    for (let batch = bursts.shift(); batch; batch = bursts.shift()) failed.push(...(await world.take(batch)));
  };
  await Promise.all(range(3).map(consumer));
  expect(failed).toEqual([]);
  const expected = range(1_000).map((nth) => `evt_${nth}`);
  expect((await idsOf(orgId)).toSorted()).toEqual(expected.toSorted());
}, 60_000);

test('organizations that come in one batch do not touch each other', async () => {
  const [one, other] = [await world.organization(), await world.organization()];
  await world.take([...messages(one, [1]), ...messages(other, [1, 2]), ...messages(one, [3])]);
  expect(await idsOf(one)).toEqual(['evt_1', 'evt_3']);
  expect(await idsOf(other)).toEqual(['evt_1', 'evt_2']);
});

test('what the data says of an organization is nothing but data', async () => {
  const [mine, other] = [await world.organization(), await world.organization()];
  const event = projectEvent(mine, 1);
  await world.take([message({ ...event, orgId: other, data: { ...Object(event.data), orgid: other, orgId: other } })]);
  expect(await idsOf(other)).toEqual([]);
  expect(JSON.stringify(await feedOf(mine))).not.toContain(other);
});

test.each([
  ['no JSON', '<xml/>'],
  ['no CloudEvent', JSON.stringify({ detail: { id: 'evt_1' } })],
  ['a type that nobody defined', message(projectEvent('org_1', 1, { type: 'project.painted.v1' })).body],
  ['a version that is newer than this code', message(projectEvent('org_1', 1, { type: 'project.created.v2' })).body],
  ['data of another form', message(projectEvent('org_1', 1, { data: { projectId: 7 } })).body],
])('%s comes back until it is parked, with the reason in the log; the others pass', async (_, body) => {
  const orgId = await world.organization();
  expect(await world.take([{ messageId: 'bad', body }, ...messages(orgId, [1])])).toEqual(['bad']);
  expect(await idsOf(orgId)).toEqual(['evt_1']);
  expect(world.log.errors).toMatchObject([{ message: 'event failed', fields: { messageId: 'bad' } }]);
});

test('internal events stay out of the feed', async () => {
  const orgId = await world.organization();
  const mail = { type: 'auth.mail-requested.v1', data: { kind: 'verify-email', userId: 'usr_1' } };
  expect(await world.take([message(projectEvent(orgId, 1, mail))])).toEqual([]);
  expect(await idsOf(orgId)).toEqual([]);
});

test('events of 250 KB are taken, as many as fit into a transaction at a time', async () => {
  const orgId = await world.organization();
  const name = 'x'.repeat(249 * 1_024);
  const large = range(20).map((nth) => message(projectEvent(orgId, nth, { data: { projectId: 'prj_1', name } })));
  expect(await world.take(large)).toEqual([]);
  expect(await idsOf(orgId)).toEqual(range(20).map((nth) => `evt_${nth}`));
});

test('deliveries are looked at when the organization has endpoints', async () => {
  const [without, having] = [await world.organization(), await world.organization()];
  await world.table.put({ pk: `ORG#${having}`, sk: 'ENDPOINTS', count: 1 });
  await world.take([...messages(without, [1]), ...messages(having, [1, 2])]);
  expect(world.pumped).toEqual([having]);
});

test('killed between the append and the pump: the message comes back, appends nothing, and pumps', async () => {
  const orgId = await world.organization();
  await world.table.put({ pk: `ORG#${orgId}`, sk: 'ENDPOINTS', count: 1 });
  const { pump } = world.hooks;
  world.hooks.pump = () => Promise.reject(new Error('killed'));
  const batch = messages(orgId, [1, 2]);
  expect(await world.take(batch)).toEqual(batch.map(({ messageId }) => messageId));
  world.hooks.pump = pump;
  expect(await world.take(batch)).toEqual([]);
  expect([world.pumped, await idsOf(orgId)]).toEqual([[orgId], ['evt_1', 'evt_2']]);
});

test('a table that is down gives the messages of its organization back', async () => {
  const orgId = await world.organization();
  const { append } = world.feed;
  world.feed.append = () => Promise.reject(new Error('down'));
  const batch = messages(orgId, [1]);
  expect(await world.take(batch)).toEqual(batch.map(({ messageId }) => messageId));
  world.feed.append = append;
  await world.take(batch);
  expect(await idsOf(orgId)).toEqual(['evt_1']);
});

test('a publisher whose clock is wrong changes neither numbers nor how long events are kept', async () => {
  const orgId = await world.organization();
  await world.take(messages(orgId, [1]));
  await world.take([message(projectEvent(orgId, 2, { time: '1999-01-01T00:00:00.000Z' }))]);
  await world.take([message(projectEvent(orgId, 3, { time: '2999-01-01T00:00:00.000Z' }))]);
  const events = await feedOf(orgId);
  expect(events.map(({ id }) => id)).toEqual(['evt_1', 'evt_2', 'evt_3']);
  expect(new Set(events.map(({ ttl }) => ttl)).size).toBe(1);
});

test('events are kept as long as the plan says, and never shorter than those in front of them', async () => {
  const orgId = await world.organization('pro');
  const days = 24 * 3_600;
  await world.take(messages(orgId, [1]));
  await world.projects.put({ pk: `ORG#${orgId}`, sk: 'ORG', id: orgId, plan: 'free' });
  await world.take(messages(orgId, [2]));
  expect((await feedOf(orgId)).map(({ ttl }) => (ttl - world.clock.now / 1_000) / days)).toEqual([90, 90]);
});

test('nothing is kept for an organization that is not there', async () => {
  expect(await world.take(messages('org_gone', [1]))).toEqual([]);
  expect(await idsOf('org_gone')).toEqual([]);
});

test('an event that comes while its organization is erased, or after, brings nothing back', async () => {
  const orgId = await world.organization();
  await world.take(messages(orgId, [1, 2]));
  await world.feed.close(orgId, world.clock.now);
  const kept = new Set([feedKey(orgId).sk]);
  const deps = { table: world.table, now: () => world.clock.now };
  await eraseOrganization({ deps, input: { orgId, until: world.clock.now + 1, kept } });
  expect(await world.take(messages(orgId, [3]))).toEqual([]);
  expect(await idsOf(orgId)).toEqual([]);
  const left = await world.table.query(z.object({ sk: z.string() }), { pk: `ORG#${orgId}`, limit: 10 });
  expect(left).toEqual([{ sk: 'FEED' }]);
});
