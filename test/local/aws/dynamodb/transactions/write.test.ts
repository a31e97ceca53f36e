import { ScanCommand, type TransactWriteItem, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTables, eventsTable, type Fixture, get, put, startDynamoDb, thingsTable } from '../fixture.ts';

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
let db: Fixture;
beforeEach(async () => {
  db = await startDynamoDb();
  await createTables(db.client, thingsTable, eventsTable);
});
afterEach(() => db.close());

const TableName = 'things';
const id = (value: string) => ({ id: { S: value } });
const putOf = (value: string): TransactWriteItem => ({ Put: { TableName, Item: { ...id(value), group: { S: 'g' } } } });
const absent = (value: string): TransactWriteItem => ({
  ConditionCheck: { TableName, Key: id(value), ConditionExpression: 'attribute_not_exists(id)' },
});
const addOne = (value: string): TransactWriteItem => ({
  Update: {
    TableName,
    Key: id(value),
    UpdateExpression: 'ADD n :one',
    ExpressionAttributeValues: { ':one': { N: '1' } },
  },
});

function transact(...TransactItems: TransactWriteItem[]) {
  return db.client.send(new TransactWriteItemsCommand({ TransactItems }));
}

test('put, update, delete and check over two tables happen together', async () => {
  await put(db.client, TableName, { ...id('old'), n: { N: '1' } });
  await put(db.client, TableName, id('gone'));
  const event = { org: { S: 'acme' }, at: { S: 'now' } };
  await transact(
    putOf('new'),
    addOne('old'),
    { Delete: { TableName, Key: id('gone'), ConditionExpression: 'attribute_exists(id)' } },
    absent('missing'),
    { Put: { TableName: 'events', Item: event } },
  );
  expect(await get(db.client, TableName, id('old'))).toMatchObject({ n: { N: '2' } });
  expect(await get(db.client, TableName, id('gone'))).toBeUndefined();
  expect(await get(db.client, TableName, id('missing'))).toBeUndefined();
  expect(await get(db.client, 'events', event)).toEqual(event);
  const indexed = await db.client.send(new ScanCommand({ TableName, IndexName: 'by-group' }));
  expect(indexed.Items?.map((item) => item.id?.S)).toEqual(['new']);
});

test('a check never deletes what it checks', async () => {
  await put(db.client, TableName, id('one'));
  await transact(
    { ConditionCheck: { TableName, Key: id('one'), ConditionExpression: 'attribute_exists(id)' } },
    putOf('two'),
  );
  expect(await get(db.client, TableName, id('one'))).toEqual(id('one'));
});

test('one failed condition cancels all, with a reason for each action in order', async () => {
  await put(db.client, TableName, { ...id('one'), n: { N: '7' } });
  const failed = transact(
    putOf('new'),
    { ...absent('one') },
    {
      Delete: {
        TableName,
        Key: id('one2'),
        ConditionExpression: 'attribute_exists(id)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    },
    addOne('counter'),
  );
  await expect(failed).rejects.toMatchObject({
    name: 'TransactionCanceledException',
    message:
      'Transaction cancelled, please refer cancellation reasons for specific reasons ' +
      '[None, ConditionalCheckFailed, ConditionalCheckFailed, None]',
    CancellationReasons: [
      { Code: 'None' },
      { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
      { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
      { Code: 'None' },
    ],
  });
  expect(await get(db.client, TableName, id('new'))).toBeUndefined();
  expect(await get(db.client, TableName, id('counter'))).toBeUndefined();
});

test('a reason carries the item only where ALL_OLD asks for it', async () => {
  const item = { ...id('one'), n: { N: '7' } };
  await put(db.client, TableName, item);
  await put(db.client, TableName, id('two'));
  const check = (value: string) => ({ TableName, Key: id(value), ConditionExpression: 'attribute_not_exists(id)' });
  const failed = transact(
    { ConditionCheck: { ...check('one'), ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } },
    { ConditionCheck: check('two') },
  );
  await expect(failed).rejects.toSatisfy((error: { CancellationReasons: { Item?: unknown }[] }) => {
    expect(error.CancellationReasons.map(({ Item }) => Item)).toEqual([item, undefined]);
    return true;
  });
});

test('an update that its item does not allow is a ValidationError reason', async () => {
  await put(db.client, TableName, { ...id('one'), n: { S: 'text' } });
  await expect(transact(putOf('new'), addOne('one'))).rejects.toMatchObject({
    name: 'TransactionCanceledException',
    CancellationReasons: [
      { Code: 'None' },
      { Code: 'ValidationError', Message: 'An operand in the update expression has an incorrect data type' },
    ],
  });
  expect(await get(db.client, TableName, id('new'))).toBeUndefined();
});

test('one item may be the target of one action only', async () => {
  await expect(transact(putOf('same'), absent('same'))).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'Transaction request cannot include multiple operations on one item',
  });
});

test('100 actions, not 101 and not none', async () => {
  const puts = Array.from({ length: 101 }, (_, number) => putOf(`${number}`));
  await transact(...puts.slice(1));
  await expect(transact(...puts)).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining('Member must have length less than or equal to 100'),
  });
  await expect(transact()).rejects.toMatchObject({ name: 'ValidationException' });
  expect((await db.client.send(new ScanCommand({ TableName, Select: 'COUNT' }))).Count).toBe(100);
});

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html#limits-transactions
test('4 MB of items at most', async () => {
  const text = 'x'.repeat(400_000);
  const large = (value: string): TransactWriteItem => ({
    Put: { TableName, Item: { ...id(value), text: { S: text } } },
  });
  const failed = transact(...Array.from({ length: 11 }, (_, number) => large(`${number}`)));
  await expect(failed).rejects.toMatchObject({ name: 'ValidationException', message: expect.stringContaining('4 MB') });
  expect(await get(db.client, TableName, id('0'))).toBeUndefined();
});

test('a bad expression or a missing table is an error of the request', async () => {
  await expect(transact({ Update: { TableName, Key: id('one'), UpdateExpression: 'SET' } })).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining('Invalid UpdateExpression'),
  });
  await expect(transact(putOf('new'), { Put: { TableName: 'nothing', Item: id('a') } })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Requested resource not found',
  });
  expect(await get(db.client, TableName, id('new'))).toBeUndefined();
});

test('parallel transactions and single writes on the same items lose nothing', async () => {
  const transactions = Array.from({ length: 30 }, () => transact(addOne('a'), addOne('b')));
  const crossing = Array.from({ length: 30 }, () => transact(addOne('b'), addOne('a')));
  await Promise.all([...transactions, ...crossing]);
  expect(await get(db.client, TableName, id('a'))).toMatchObject({ n: { N: '60' } });
  expect(await get(db.client, TableName, id('b'))).toMatchObject({ n: { N: '60' } });
});

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-capacity-handling
test('each action costs two write units', async () => {
  const TransactItems = [
    putOf('a'),
    putOf('b'),
    { Put: { TableName: 'events', Item: { org: { S: 'o' }, at: { S: 'x' } } } },
  ];
  const reply = await db.client.send(new TransactWriteItemsCommand({ TransactItems, ReturnConsumedCapacity: 'TOTAL' }));
  expect(reply.ConsumedCapacity).toEqual([
    { TableName, CapacityUnits: 4, WriteCapacityUnits: 4 },
    { TableName: 'events', CapacityUnits: 2, WriteCapacityUnits: 2 },
  ]);
});
