import { DeleteTableCommand, ScanCommand, UpdateTableCommand, waitUntilTableNotExists } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTables, eventsTable, type Fixture, get, put, startDynamoDb, thingsTable } from '../fixture.ts';

let db: Fixture;
beforeEach(async () => {
  db = await startDynamoDb();
});
afterEach(() => db.close());

const TableName = 'things';
const item = { id: { S: 'one' }, group: { S: 'g' } };
const remove = () => db.client.send(new DeleteTableCommand({ TableName }));

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html
test('a table goes with its items, and a new one of its name is empty', async () => {
  await createTables(db.client, thingsTable, eventsTable, { ...thingsTable, TableName: 'things-2' });
  await put(db.client, TableName, item);
  await put(db.client, 'things-2', item);
  expect((await remove()).TableDescription?.TableStatus).toBe('DELETING');
  await waitUntilTableNotExists({ client: db.client, maxWaitTime: 30 }, { TableName });
  await createTables(db.client, thingsTable);
  for (const IndexName of [undefined, 'by-group']) {
    expect((await db.client.send(new ScanCommand({ TableName, IndexName }))).Count).toBe(0);
  }
  expect(await get(db.client, 'things-2', { id: { S: 'one' } })).toEqual(item);
});

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.Basics.html#WorkingWithTables.Basics.DeletionProtection
test('a protected table is not deleted until it is not', async () => {
  await createTables(db.client, { ...thingsTable, DeletionProtectionEnabled: true });
  await expect(remove()).rejects.toMatchObject({
    name: 'ValidationException',
    message:
      'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
  });
  await db.client.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
  await remove();
  await expect(remove()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});
