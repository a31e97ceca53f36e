import { BatchWriteItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTables, eventsTable, type Fixture, get, put, startDynamoDb, thingsTable } from '../fixture.ts';

let db: Fixture;
beforeEach(async () => {
  db = await startDynamoDb();
  await createTables(db.client, thingsTable, eventsTable);
});
afterEach(() => db.close());

const id = (value: string) => ({ id: { S: value } });

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
test('puts and deletes of several tables, with their index entries', async () => {
  await put(db.client, 'things', { ...id('old'), group: { S: 'g' } });
  const event = { org: { S: 'acme' }, at: { S: 'now' } };
  const reply = await db.client.send(
    new BatchWriteItemCommand({
      RequestItems: {
        things: [{ PutRequest: { Item: { ...id('new'), group: { S: 'g' } } } }, { DeleteRequest: { Key: id('old') } }],
        events: [{ PutRequest: { Item: event } }],
      },
    }),
  );
  expect(reply.UnprocessedItems).toEqual({});
  expect(await get(db.client, 'events', event)).toEqual(event);
  const indexed = await db.client.send(new ScanCommand({ TableName: 'things', IndexName: 'by-group' }));
  expect(indexed.Items?.map((item) => item.id?.S)).toEqual(['new']);
});

test('one key twice refuses the whole request', async () => {
  const requests = [{ PutRequest: { Item: id('a') } }, { DeleteRequest: { Key: id('a') } }];
  await expect(db.client.send(new BatchWriteItemCommand({ RequestItems: { things: requests } }))).rejects.toMatchObject(
    {
      name: 'ValidationException',
      message: 'Provided list of item keys contains duplicates',
    },
  );
});

test('25 requests at most', async () => {
  const requests = Array.from({ length: 26 }, (_, number) => ({ PutRequest: { Item: id(`${number}`) } }));
  await expect(db.client.send(new BatchWriteItemCommand({ RequestItems: { things: requests } }))).rejects.toMatchObject(
    {
      name: 'ValidationException',
      message: expect.stringContaining('Member must have length less than or equal to 25'),
    },
  );
});
