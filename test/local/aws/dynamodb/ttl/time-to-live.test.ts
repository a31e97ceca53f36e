import {
  DescribeTimeToLiveCommand,
  ScanCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTables, type Fixture, get, put, startDynamoDb, thingsTable } from '../fixture.ts';

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html
let db: Fixture;
beforeEach(async () => {
  db = await startDynamoDb();
  await createTables(db.client, thingsTable);
});
afterEach(() => db.close());

const TableName = 'things';
const id = (value: string) => ({ id: { S: value } });
const seconds = (fromNow: number) => ({ N: `${db.clock.now() / 1000 + fromNow}` });
const set = (Enabled: boolean, AttributeName = 'expires') =>
  db.client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { Enabled, AttributeName } }));
const ids = async (IndexName?: string) => {
  const { Items = [] } = await db.client.send(new ScanCommand({ TableName, IndexName }));
  return Items.map((item) => item.id?.S).sort();
};

test('an item is there until a sweep after its time, then gone from table and index', async () => {
  await set(true);
  for (const [name, expires] of [
    ['soon', seconds(30)],
    ['later', seconds(90)],
  ] as const) {
    await put(db.client, TableName, { ...id(name), expires, group: { S: 'g' } });
  }
  db.clock.advance(59_999);
  expect(await ids()).toEqual(['later', 'soon']);
  db.clock.advance(1);
  await vi.waitFor(async () => expect(await ids()).toEqual(['later']));
  expect(await ids('by-group')).toEqual(['later']);
  await vi.waitFor(() => expect(db.clock.pending).toBe(1));
  db.clock.advance(60_000);
  await vi.waitFor(async () => expect(await ids()).toEqual([]));
});

test('only a number of seconds within the last five years expires', async () => {
  await set(true);
  const fiveYears = 5 * 365 * 24 * 3600;
  await put(db.client, TableName, { ...id('text'), expires: { S: seconds(-10).N } });
  await put(db.client, TableName, { ...id('milliseconds'), expires: { N: `${db.clock.now()}` } });
  await put(db.client, TableName, { ...id('ancient'), expires: seconds(-fiveYears - 1) });
  await put(db.client, TableName, { ...id('old'), expires: seconds(-fiveYears + 3600) });
  await put(db.client, TableName, id('without'));
  db.clock.advance(60_000);
  await vi.waitFor(async () => expect(await ids()).toEqual(['ancient', 'milliseconds', 'text', 'without']));
});

test('hundreds of expired items go in one sweep, and one prolonged before it stays', async () => {
  await set(true);
  await Promise.all(
    Array.from({ length: 250 }, (_, n) => put(db.client, TableName, { ...id(`${n}`), expires: seconds(1) })),
  );
  const prolong = new UpdateItemCommand({
    TableName,
    Key: id('7'),
    UpdateExpression: 'SET expires = :later',
    ExpressionAttributeValues: { ':later': seconds(3600) },
  });
  await db.client.send(prolong);
  db.clock.advance(60_000);
  await vi.waitFor(async () => expect(await ids()).toEqual(['7']));
});

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html
test('it is switched on for one attribute, told, and kept over a restart', async () => {
  const described = async () =>
    (await db.client.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription;
  expect(await described()).toEqual({ TimeToLiveStatus: 'DISABLED' });
  expect((await set(true)).TimeToLiveSpecification).toEqual({ Enabled: true, AttributeName: 'expires' });
  db = await db.restart();
  expect(await described()).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' });
  await set(false);
  expect(await described()).toEqual({ TimeToLiveStatus: 'DISABLED' });
  await put(db.client, TableName, { ...id('past'), expires: seconds(-10) });
  db.clock.advance(60_000);
  await vi.waitFor(() => expect(db.clock.pending).toBe(1));
  expect(await get(db.client, TableName, id('past'))).toBeDefined();
});

test('a change that changes nothing is refused', async () => {
  await expect(set(false)).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'TimeToLive is already disabled',
  });
  await set(true);
  await expect(set(true)).rejects.toThrow('TimeToLive is already enabled');
  await expect(set(true, 'other')).rejects.toThrow(
    'TimeToLive is active on a different AttributeName: current AttributeName is expires',
  );
});
