import { DeleteItemCommand, PutItemCommand, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTables, type Fixture, get, put, startDynamoDb, thingsTable } from '../fixture.ts';

let db: Fixture;
beforeEach(async () => {
  db = await startDynamoDb();
  await createTables(db.client, thingsTable);
});
afterEach(() => db.close());

const TableName = 'things';
const Key = { id: { S: 'one' } };

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html#WorkingWithItems.ConditionalUpdate
test('a failed condition says so and leaves the item as it was', async () => {
  await put(db.client, TableName, { ...Key, note: { S: 'first' } });
  const again = new PutItemCommand({
    TableName,
    Item: { ...Key, note: { S: 'second' } },
    ConditionExpression: 'attribute_not_exists(id)',
  });
  await expect(db.client.send(again)).rejects.toMatchObject({
    name: 'ConditionalCheckFailedException',
    message: 'The conditional request failed',
    Item: undefined,
  });
  expect(await get(db.client, TableName, Key)).toEqual({ ...Key, note: { S: 'first' } });
});

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html#DDB-UpdateItem-request-ReturnValuesOnConditionCheckFailure
test('a failed condition returns the item on request, for each kind of write', async () => {
  const Item = { ...Key, count: { N: '3' } };
  await put(db.client, TableName, Item);
  const failing = {
    TableName,
    ConditionExpression: '#count < :limit',
    ExpressionAttributeNames: { '#count': 'count' },
    ExpressionAttributeValues: { ':limit': { N: '3' } },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  } as const;
  const expected = { name: 'ConditionalCheckFailedException', Item };
  await expect(db.client.send(new PutItemCommand({ ...failing, Item }))).rejects.toMatchObject(expected);
  await expect(db.client.send(new DeleteItemCommand({ ...failing, Key }))).rejects.toMatchObject(expected);
  const update = new UpdateItemCommand({ ...failing, Key, UpdateExpression: 'REMOVE note' });
  await expect(db.client.send(update)).rejects.toMatchObject(expected);
});

// Five rounds: only from the second on do the requests meet on open connections.
test('of 50 parallel conditional updates exactly one wins', async () => {
  for (const round of ['1', '2', '3', '4', '5']) {
    const claim = (claimant: number) =>
      new UpdateItemCommand({
        TableName,
        Key: { id: { S: round } },
        UpdateExpression: 'SET winner = :winner',
        ConditionExpression: 'attribute_not_exists(winner)',
        ExpressionAttributeValues: { ':winner': { N: `${claimant}` } },
      });
    const claims = Array.from({ length: 50 }, (_, claimant) => db.client.send(claim(claimant)));
    const results = await Promise.allSettled(claims);
    const winners = results.flatMap(({ status }, claimant) => (status === 'fulfilled' ? [claimant] : []));
    expect(winners).toHaveLength(1);
    expect(await get(db.client, TableName, { id: { S: round } })).toMatchObject({ winner: { N: `${winners[0]}` } });
  }
});

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
test('parallel ADDs lose nothing, and start from nothing', async () => {
  const add = () =>
    new UpdateItemCommand({
      TableName,
      Key,
      UpdateExpression: 'ADD hits :one SET firstSeen = if_not_exists(firstSeen, :now)',
      ExpressionAttributeValues: { ':one': { N: '1' }, ':now': { S: 'noon' } },
    });
  await Promise.all(Array.from({ length: 100 }, () => db.client.send(add())));
  expect(await get(db.client, TableName, Key)).toEqual({ ...Key, hits: { N: '100' }, firstSeen: { S: 'noon' } });
});

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html: an index holds what its table holds.
test('an index follows its items from key to key and out', async () => {
  const grouped = async () => (await db.client.send(new ScanCommand({ TableName, IndexName: 'by-group' }))).Items;
  await put(db.client, TableName, { ...Key, group: { S: 'a' } });
  await put(db.client, TableName, { ...Key, group: { S: 'b' } });
  expect(await grouped()).toEqual([{ ...Key, group: { S: 'b' } }]);
  await db.client.send(
    new UpdateItemCommand({
      TableName,
      Key,
      UpdateExpression: 'REMOVE #g',
      ExpressionAttributeNames: { '#g': 'group' },
    }),
  );
  expect(await grouped()).toEqual([]);
  await put(db.client, TableName, { ...Key, group: { S: 'c' } });
  await db.client.send(new DeleteItemCommand({ TableName, Key }));
  expect(await grouped()).toEqual([]);
});

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
test('an index key may not be empty', async () => {
  await expect(put(db.client, TableName, { ...Key, group: { S: '' } })).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining('cannot contain an empty string value. IndexName: by-group, IndexKey: group'),
  });
  expect(await get(db.client, TableName, Key)).toBeUndefined();
});

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html#limits-items: 400 KB, names and UTF-8 included.
test('an item may be 400 KB of UTF-8 and not one byte more', async () => {
  const used = Buffer.byteLength('id') + Buffer.byteLength('one') + Buffer.byteLength('text');
  const text = 'ü'.repeat((409_600 - used - 1) / 2);
  await put(db.client, TableName, { ...Key, text: { S: `${text}x` } });
  await expect(put(db.client, TableName, { ...Key, text: { S: `${text}xx` } })).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'Item size has exceeded the maximum allowed size',
  });
});

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html#Expressions.UpdateExpressions.REMOVE
test('removed list elements are those of the list as it was', async () => {
  const letters = (text: string) => ({ L: [...text].map((letter) => ({ S: letter })) });
  await put(db.client, TableName, { ...Key, letters: letters('abcde') });
  const update = new UpdateItemCommand({
    TableName,
    Key,
    UpdateExpression: 'REMOVE letters[0], letters[3] SET letters[1] = :x',
    ExpressionAttributeValues: { ':x': { S: 'x' } },
  });
  await db.client.send(update);
  expect(await get(db.client, TableName, Key)).toEqual({ ...Key, letters: letters('xce') });
});

test.each([
  ['NOT (tags = :value)', '=', { L: [{ S: 'a' }] }],
  ['attribute_exists(id) OR tags IN (:value)', 'in', { M: {} }],
  ['contains(tags, :value)', 'contains', { BOOL: true }],
])('%s fails and names itself', async (ConditionExpression, operator, value) => {
  const comparing = new PutItemCommand({
    TableName,
    Item: Key,
    ConditionExpression,
    ExpressionAttributeValues: { ':value': value },
  });
  await expect(db.client.send(comparing)).rejects.toMatchObject({
    name: 'ValidationException',
    message: `${operator} with a value of type ${Object.keys(value)[0]} is not supported by the local DynamoDB.`,
  });
});

test('what is not supported fails and names itself', async () => {
  const metrics = new PutItemCommand({ TableName, Item: Key, ReturnItemCollectionMetrics: 'SIZE' });
  await expect(db.client.send(metrics)).rejects.toThrow('ReturnItemCollectionMetrics=SIZE is not supported');
});

test('a table that does not exist is not found', async () => {
  await expect(put(db.client, 'nothing', Key)).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Requested resource not found',
  });
});
