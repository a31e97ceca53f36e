import { TransactGetItemsCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTables, type Fixture, put, startDynamoDb, thingsTable } from '../fixture.ts';

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html
let db: Fixture;
beforeEach(async () => {
  db = await startDynamoDb();
  await createTables(db.client, thingsTable);
});
afterEach(() => db.close());

const TableName = 'things';
const id = (value: string) => ({ id: { S: value } });

test('answers in the order of the request, with an empty place for what is missing', async () => {
  await put(db.client, TableName, { ...id('a'), n: { N: '1' }, m: { N: '2' } });
  const reply = await db.client.send(
    new TransactGetItemsCommand({
      TransactItems: [
        { Get: { TableName, Key: id('missing') } },
        { Get: { TableName, Key: id('a'), ProjectionExpression: 'm' } },
      ],
      ReturnConsumedCapacity: 'TOTAL',
    }),
  );
  expect(reply.Responses).toEqual([{}, { Item: { m: { N: '2' } } }]);
  expect(reply.ConsumedCapacity).toEqual([{ TableName, CapacityUnits: 4, ReadCapacityUnits: 4 }]);
});

test('reads all items of one state while transactions run', async () => {
  const write = (n: number) =>
    new TransactWriteItemsCommand({
      TransactItems: ['a', 'b'].map((value) => ({ Put: { TableName, Item: { ...id(value), n: { N: `${n}` } } } })),
    });
  const read = new TransactGetItemsCommand({
    TransactItems: ['a', 'b'].map((value) => ({ Get: { TableName, Key: id(value) } })),
  });
  await db.client.send(write(0));
  const writes = Array.from({ length: 40 }, (_, n) => db.client.send(write(n)));
  const reads = await Promise.all(Array.from({ length: 40 }, () => db.client.send(read)));
  await Promise.all(writes);
  for (const { Responses } of reads) expect(Responses?.[0]?.Item?.n).toEqual(Responses?.[1]?.Item?.n);
});

test('a key that does not fit its table cancels the read', async () => {
  const Key = { wrong: { S: 'a' } };
  await expect(
    db.client.send(new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName, Key } }] })),
  ).rejects.toMatchObject({
    name: 'TransactionCanceledException',
    CancellationReasons: [{ Code: 'ValidationError', Message: 'The provided key element does not match the schema' }],
  });
});
