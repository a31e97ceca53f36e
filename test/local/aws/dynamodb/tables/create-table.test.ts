import {
  CreateTableCommand,
  DescribeTableCommand,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTables, eventsTable, type Fixture, put, startDynamoDb, thingsTable } from '../fixture.ts';

let db: Fixture;
beforeEach(async () => {
  db = await startDynamoDb();
});
afterEach(() => db.close());

const arn = 'arn:aws:dynamodb:eu-central-1:000000000000:table/things';
const key = 'arn:aws:kms:eu-central-1:000000000000:key/11111111-2222-3333-4444-555555555555';
const describe = async (TableName = 'things') => (await db.client.send(new DescribeTableCommand({ TableName }))).Table;

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
test('all that CloudFormation asks for is remembered and told, also after a restart', async () => {
  const [index] = thingsTable.GlobalSecondaryIndexes ?? [];
  const created = await db.client.send(
    new CreateTableCommand({
      ...thingsTable,
      GlobalSecondaryIndexes: index && [{ ...index, OnDemandThroughput: { MaxReadRequestUnits: 7 } }],
      DeletionProtectionEnabled: true,
      SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: key },
      StreamSpecification: { StreamEnabled: false },
      TableClass: 'STANDARD',
      OnDemandThroughput: { MaxReadRequestUnits: 100, MaxWriteRequestUnits: 50 },
      Tags: [{ Key: 'service', Value: 'test' }],
    }),
  );
  expect(created.TableDescription).toMatchObject({ TableStatus: 'CREATING', TableArn: arn });
  const expected = {
    TableName: 'things',
    TableArn: arn,
    TableStatus: 'ACTIVE',
    CreationDateTime: new Date(db.clock.now()),
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    DeletionProtectionEnabled: true,
    SSEDescription: { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: key },
    TableClassSummary: { TableClass: 'STANDARD' },
    OnDemandThroughput: { MaxReadRequestUnits: 100, MaxWriteRequestUnits: 50 },
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-group',
        IndexStatus: 'ACTIVE',
        IndexArn: `${arn}/index/by-group`,
        OnDemandThroughput: { MaxReadRequestUnits: 7 },
      },
    ],
  };
  expect(await describe()).toMatchObject(expected);
  db = await db.restart();
  expect(await describe()).toMatchObject(expected);
});

test("the SDK's waiter finds the table", async () => {
  await createTables(db.client, thingsTable);
  const { state } = await waitUntilTableExists({ client: db.client, maxWaitTime: 30 }, { TableName: 'things' });
  expect(state).toBe('SUCCESS');
});

test('a name is taken once, in three characters or more', async () => {
  await createTables(db.client, thingsTable);
  await expect(createTables(db.client, thingsTable)).rejects.toMatchObject({
    name: 'ResourceInUseException',
    message: 'Table already exists: things',
  });
  await expect(createTables(db.client, { ...thingsTable, TableName: 'ab' })).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'TableName must be at least 3 characters long and at most 255 characters long',
  });
});

test('streams and unknown members fail and name themselves', async () => {
  const streaming = {
    ...thingsTable,
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' as const },
  };
  await expect(createTables(db.client, streaming)).rejects.toThrow('StreamSpecification is not supported');
  const warm = { ...thingsTable, WarmThroughput: { ReadUnitsPerSecond: 12_000 } };
  await expect(createTables(db.client, warm)).rejects.toThrow('CreateTable with WarmThroughput is not supported');
});

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTables.html
test('tables are listed by name, in pages', async () => {
  await createTables(db.client, thingsTable, eventsTable);
  await put(db.client, 'things', { id: { S: 'one' } });
  const first = await db.client.send(new ListTablesCommand({ Limit: 1 }));
  expect(first).toMatchObject({ TableNames: ['events'], LastEvaluatedTableName: 'events' });
  const rest = await db.client.send(new ListTablesCommand({ ExclusiveStartTableName: 'events' }));
  expect(rest.TableNames).toEqual(['things']);
});

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Tagging.Operations.html
test('tags are added, replaced and removed', async () => {
  await createTables(db.client, { ...thingsTable, Tags: [{ Key: 'a', Value: '1' }] });
  const Tags = [
    { Key: 'a', Value: '2' },
    { Key: 'b', Value: '3' },
  ];
  await db.client.send(new TagResourceCommand({ ResourceArn: arn, Tags }));
  const list = new ListTagsOfResourceCommand({ ResourceArn: arn });
  expect((await db.client.send(list)).Tags).toEqual(Tags);
  await db.client.send(new UntagResourceCommand({ ResourceArn: arn, TagKeys: ['a'] }));
  expect((await db.client.send(list)).Tags).toEqual([{ Key: 'b', Value: '3' }]);
});

test('a table that is not there is not found, by name', async () => {
  await expect(describe('nothing')).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Requested resource not found: Table: nothing not found',
  });
});
