import { DescribeContinuousBackupsCommand, UpdateContinuousBackupsCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTables, type Fixture, startDynamoDb, thingsTable } from '../fixture.ts';

let db: Fixture;
beforeEach(async () => {
  db = await startDynamoDb();
});
afterEach(() => db.close());

const TableName = 'things';
const update = (PointInTimeRecoveryEnabled: boolean, RecoveryPeriodInDays?: number) =>
  db.client.send(
    new UpdateContinuousBackupsCommand({
      TableName,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled, RecoveryPeriodInDays },
    }),
  );
const recovery = async () => {
  const reply = await db.client.send(new DescribeContinuousBackupsCommand({ TableName }));
  return reply.ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
};

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateContinuousBackups.html
test('point-in-time recovery is off, remembered when on, and off again', async () => {
  await createTables(db.client, thingsTable);
  expect(await recovery()).toEqual({ PointInTimeRecoveryStatus: 'DISABLED' });
  await update(true, 14);
  db = await db.restart();
  expect(await recovery()).toMatchObject({ PointInTimeRecoveryStatus: 'ENABLED', RecoveryPeriodInDays: 14 });
  await update(false);
  expect(await recovery()).toEqual({ PointInTimeRecoveryStatus: 'DISABLED' });
});

test('from 1 to 35 days, on a table that exists', async () => {
  await expect(update(true, 36)).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(update(true)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});
