import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTables, type Fixture, get, startDynamoDb, thingsTable } from '../fixture.ts';

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-apis-txwriteitems-idempotency
let db: Fixture;
beforeEach(async () => {
  db = await startDynamoDb();
  await createTables(db.client, thingsTable);
});
afterEach(() => db.close());

const Key = { id: { S: 'counter' } };
const add = (amount: string, limit = '100') =>
  new TransactWriteItemsCommand({
    ClientRequestToken: 'token-1',
    ReturnConsumedCapacity: 'TOTAL',
    TransactItems: [
      {
        Update: {
          TableName: 'things',
          Key,
          UpdateExpression: 'ADD n :amount',
          ConditionExpression: 'attribute_not_exists(n) OR n < :limit',
          ExpressionAttributeValues: { ':amount': { N: amount }, ':limit': { N: limit } },
        },
      },
    ],
  });

test('the same token and request is done once, and the second call only read', async () => {
  const first = await db.client.send(add('5'));
  const second = await db.client.send(add('5'));
  expect(await get(db.client, 'things', Key)).toMatchObject({ n: { N: '5' } });
  expect(first.ConsumedCapacity).toEqual([{ TableName: 'things', CapacityUnits: 2, WriteCapacityUnits: 2 }]);
  expect(second.ConsumedCapacity).toEqual([{ TableName: 'things', CapacityUnits: 2, ReadCapacityUnits: 2 }]);
});

test('parallel calls with one token are done once', async () => {
  await Promise.all(Array.from({ length: 20 }, () => db.client.send(add('5'))));
  expect(await get(db.client, 'things', Key)).toMatchObject({ n: { N: '5' } });
});

test('the same token with another request is refused', async () => {
  await db.client.send(add('5'));
  await expect(db.client.send(add('6'))).rejects.toMatchObject({ name: 'IdempotentParameterMismatchException' });
  expect(await get(db.client, 'things', Key)).toMatchObject({ n: { N: '5' } });
});

test('a token is good for ten minutes, also over a restart', async () => {
  await db.client.send(add('5'));
  db = await db.restart();
  db.clock.advance(599_999);
  await db.client.send(add('5'));
  expect(await get(db.client, 'things', Key)).toMatchObject({ n: { N: '5' } });
  db.clock.advance(1);
  await db.client.send(add('5'));
  expect(await get(db.client, 'things', Key)).toMatchObject({ n: { N: '10' } });
});

test('a cancelled transaction may be tried again with its token', async () => {
  await db.client.send(add('5'));
  db.clock.advance(600_000);
  await expect(db.client.send(add('5', '5'))).rejects.toMatchObject({ name: 'TransactionCanceledException' });
  await expect(db.client.send(add('5', '5'))).rejects.toMatchObject({ name: 'TransactionCanceledException' });
});
