import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DescribeTableCommand,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTables, eventsTable, type Fixture, get, put, startDynamoDb, thingsTable } from '../fixture.ts';

// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
let db: Fixture;
const kmsKey = 'arn:aws:kms:eu-central-1:000000000000:key/11111111-2222-3333-4444-555555555555';
beforeAll(async () => {
  db = await startDynamoDb();
  const SSESpecification = { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: kmsKey } as const;
  await createTables(db.client, thingsTable, eventsTable, { ...thingsTable, TableName: 'secrets', SSESpecification });
});
beforeEach(() => {
  db.calls.length = 0;
});
afterAll(() => db.close());

const arn = (table: string) => `arn:aws:dynamodb:eu-central-1:000000000000:table/${table}`;
const on = (action: string, table: string, ...leading: string[]) => ({
  action: `dynamodb:${action}`,
  resource: arn(table),
  context: { 'dynamodb:LeadingKeys': leading },
});
const id = (value: string) => ({ id: { S: value } });
const event = { org: { S: 'acme' }, at: { S: 'now' } };

test('item operations ask for the table, with the partition key', async () => {
  await put(db.client, 'events', event);
  await get(db.client, 'things', id('a'));
  await db.client.send(new UpdateItemCommand({ TableName: 'things', Key: id('b') }));
  expect(db.calls).toEqual([
    on('PutItem', 'events', 'acme'),
    on('GetItem', 'things', 'a'),
    on('UpdateItem', 'things', 'b'),
  ]);
});

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
test('Query and Scan ask for the index they read', async () => {
  const values = { ':v': { S: 'pro' } };
  const names = { '#plan': 'plan' };
  const query = { TableName: 'events', ExpressionAttributeValues: values };
  await db.client.send(new QueryCommand({ ...query, KeyConditionExpression: 'org = :v' }));
  await db.client.send(
    new QueryCommand({
      ...query,
      IndexName: 'by-plan',
      KeyConditionExpression: '#plan = :v',
      ExpressionAttributeNames: names,
    }),
  );
  await db.client.send(new ScanCommand({ TableName: 'events' }));
  await db.client.send(new ScanCommand({ TableName: 'events', IndexName: 'by-plan' }));
  expect(db.calls).toEqual([
    on('Query', 'events', 'pro'),
    { ...on('Query', 'events', 'pro'), resource: `${arn('events')}/index/by-plan` },
    { action: 'dynamodb:Scan', resource: arn('events') },
    { action: 'dynamodb:Scan', resource: `${arn('events')}/index/by-plan` },
  ]);
});

test('batches ask once for each table', async () => {
  await db.client.send(
    new BatchGetItemCommand({ RequestItems: { things: { Keys: [id('a'), id('b')] }, events: { Keys: [event] } } }),
  );
  const requests = [{ PutRequest: { Item: id('c') } }, { DeleteRequest: { Key: id('d') } }];
  await db.client.send(new BatchWriteItemCommand({ RequestItems: { things: requests } }));
  expect(db.calls).toEqual([
    on('BatchGetItem', 'things', 'a', 'b'),
    on('BatchGetItem', 'events', 'acme'),
    on('BatchWriteItem', 'things', 'c', 'd'),
  ]);
});

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
test('transactions ask for what each of their actions does', async () => {
  const TableName = 'things';
  await db.client.send(
    new TransactWriteItemsCommand({
      TransactItems: [
        { Put: { TableName: 'events', Item: event } },
        { Update: { TableName, Key: id('b'), UpdateExpression: 'REMOVE x' } },
        { Delete: { TableName, Key: id('c') } },
        { ConditionCheck: { TableName, Key: id('d'), ConditionExpression: 'attribute_not_exists(id)' } },
      ],
    }),
  );
  await db.client.send(new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName, Key: id('e') } }] }));
  const within = (access: ReturnType<typeof on>, operation: string) => ({
    ...access,
    context: { ...access.context, 'dynamodb:EnclosingOperation': operation },
  });
  expect(db.calls).toEqual([
    within(on('PutItem', 'events', 'acme'), 'TransactWriteItems'),
    within(on('UpdateItem', 'things', 'b'), 'TransactWriteItems'),
    within(on('DeleteItem', 'things', 'c'), 'TransactWriteItems'),
    within(on('ConditionCheckItem', 'things', 'd'), 'TransactWriteItems'),
    within(on('GetItem', 'things', 'e'), 'TransactGetItems'),
  ]);
});

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
test("items under a customer's key ask for the key too; the table's description does not", async () => {
  const decrypt = {
    action: 'kms:Decrypt',
    resource: kmsKey,
    context: { 'kms:ViaService': 'dynamodb.eu-central-1.amazonaws.com' },
  };
  await put(db.client, 'secrets', id('a'));
  await db.client.send(new ScanCommand({ TableName: 'secrets' }));
  await db.client.send(new DescribeTableCommand({ TableName: 'secrets' }));
  expect(db.calls).toEqual([
    on('PutItem', 'secrets', 'a'),
    decrypt,
    { action: 'dynamodb:Scan', resource: arn('secrets') },
    decrypt,
    { action: 'dynamodb:DescribeTable', resource: arn('secrets') },
  ]);
});

test('listing asks for everything, tags for their table', async () => {
  await db.client.send(new ListTablesCommand({}));
  await db.client.send(new ListTagsOfResourceCommand({ ResourceArn: arn('things') }));
  expect(db.calls).toEqual([
    { action: 'dynamodb:ListTables', resource: '*' },
    { action: 'dynamodb:ListTagsOfResource', resource: arn('things') },
  ]);
});

test('a table that does not exist is still asked for', async () => {
  await expect(put(db.client, 'nothing', id('a'))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  expect(db.calls).toEqual([{ action: 'dynamodb:PutItem', resource: arn('nothing') }]);
});
