import {
  DescribeTableCommand,
  ScanCommand,
  UpdateTableCommand,
  type UpdateTableCommandInput,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTables, type Fixture, put, startDynamoDb, thingsTable } from '../fixture.ts';

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html
let db: Fixture;
beforeEach(async () => {
  db = await startDynamoDb();
  await createTables(db.client, thingsTable);
});
afterEach(() => db.close());

const TableName = 'things';
const update = (input: Partial<UpdateTableCommandInput>) =>
  db.client.send(new UpdateTableCommand({ TableName, ...input }));
const describe = async () => (await db.client.send(new DescribeTableCommand({ TableName }))).Table;
const byRank: Partial<UpdateTableCommandInput> = {
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'rank', AttributeType: 'N' },
  ],
  GlobalSecondaryIndexUpdates: [
    {
      Create: {
        IndexName: 'by-rank',
        KeySchema: [{ AttributeName: 'rank', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['note'] },
      },
    },
  ],
};
const ranked = async () => (await db.client.send(new ScanCommand({ TableName, IndexName: 'by-rank' }))).Items;

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.OnlineOps.html
test('a new index holds the items there are and those that come', async () => {
  await put(db.client, TableName, { id: { S: 'a' }, rank: { N: '1' }, note: { S: 'x' }, other: { S: 'y' } });
  await put(db.client, TableName, { id: { S: 'text' }, rank: { S: '1' } });
  await put(db.client, TableName, { id: { S: 'none' } });
  await update(byRank);
  expect(await ranked()).toEqual([{ id: { S: 'a' }, rank: { N: '1' }, note: { S: 'x' } }]);
  await put(db.client, TableName, { id: { S: 'b' }, rank: { N: '2' } });
  await put(db.client, TableName, { id: { S: 'a' } });
  expect(await ranked()).toEqual([{ id: { S: 'b' }, rank: { N: '2' } }]);
  expect((await describe())?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName)).toEqual([
    'by-group',
    'by-rank',
  ]);
});

test('a deleted index is gone, and empty when it is made again', async () => {
  await update(byRank);
  await put(db.client, TableName, { id: { S: 'a' }, rank: { N: '1' } });
  await update({ GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'by-rank' } }] });
  await expect(ranked()).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'The table does not have the specified index: by-rank',
  });
  expect((await describe())?.AttributeDefinitions?.map(({ AttributeName }) => AttributeName)).toEqual(['id', 'group']);
  await put(db.client, TableName, { id: { S: 'a' } });
  await update(byRank);
  expect(await ranked()).toEqual([]);
});

test('one index at a time, each once, on defined attributes', async () => {
  const [index] = byRank.GlobalSecondaryIndexUpdates ?? [];
  const two = index ? [index, { Delete: { IndexName: 'by-group' } }] : [];
  await expect(update({ ...byRank, GlobalSecondaryIndexUpdates: two })).rejects.toMatchObject({
    name: 'LimitExceededException',
  });
  await expect(update({ GlobalSecondaryIndexUpdates: index && [index] })).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining('Some index key attributes are not defined in AttributeDefinitions. Keys: [rank]'),
  });
  await update(byRank);
  await expect(update(byRank)).rejects.toThrow('Duplicate index name: by-rank');
  await expect(update({ GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'nothing' } }] })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('options change alone and stay otherwise', async () => {
  await update({ DeletionProtectionEnabled: true });
  await update({ OnDemandThroughput: { MaxWriteRequestUnits: 9 } });
  expect(await describe()).toMatchObject({
    DeletionProtectionEnabled: true,
    OnDemandThroughput: { MaxWriteRequestUnits: 9 },
  });
});

test('what is not supported fails and names itself', async () => {
  await expect(update({})).rejects.toThrow('UpdateTable names nothing to change.');
  const provisioned = { ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } };
  await expect(update(provisioned)).rejects.toThrow('ProvisionedThroughput');
  await expect(update({ StreamSpecification: { StreamEnabled: true } })).rejects.toThrow(
    'StreamSpecification is not supported',
  );
});
