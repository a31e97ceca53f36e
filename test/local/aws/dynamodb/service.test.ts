import {
  CreateBackupCommand,
  ExecuteStatementCommand,
  ExportTableToPointInTimeCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDynamoDb } from '../../../../local/aws/dynamodb/service.ts';
import { createTables, type Fixture, get, put, startDynamoDb, thingsTable } from './fixture.ts';

let db: Fixture;
beforeEach(async () => {
  db = await startDynamoDb();
});
afterEach(() => db.close());

test('items and index entries are there after a restart', async () => {
  await createTables(db.client, thingsTable);
  const item = {
    id: { S: 'one' },
    group: { S: 'g' },
    blob: { B: new Uint8Array([1, 2]) },
    list: { L: [{ NULL: true }] },
  };
  await put(db.client, 'things', item);
  db = await db.restart();
  expect(await get(db.client, 'things', { id: { S: 'one' } })).toEqual(item);
  const indexed = await db.client.send(new ScanCommand({ TableName: 'things', IndexName: 'by-group' }));
  expect(indexed.Items).toEqual([item]);
});

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
test('PartiQL, backups and exports are unknown operations that are named', async () => {
  const expected = (operation: string) => ({
    name: 'UnknownOperationException',
    message: `The local DynamoDB does not support ${operation}.`,
  });
  await expect(
    db.client.send(new ExecuteStatementCommand({ Statement: 'SELECT * FROM things' })),
  ).rejects.toMatchObject(expected('ExecuteStatement'));
  await expect(db.client.send(new CreateBackupCommand({ TableName: 'things', BackupName: 'b' }))).rejects.toMatchObject(
    expected('CreateBackup'),
  );
  const exporting = new ExportTableToPointInTimeCommand({ TableArn: 'arn:aws:dynamodb:::table/things', S3Bucket: 'b' });
  await expect(db.client.send(exporting)).rejects.toMatchObject(expected('ExportTableToPointInTime'));
});

test('a folder belongs to one service at a time', async () => {
  const { clock, stateDirectory } = db;
  await expect(createDynamoDb({ stateDirectory, clock })).rejects.toThrow(`${stateDirectory}/leveldb does not open`);
});
