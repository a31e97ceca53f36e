import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeItem } from '../../../../../local/aws/dynamodb/items/write-item.ts';
import { collect, type Disk, openDisk } from '../../../../../local/aws/dynamodb/storage/disk.ts';
import { keyspace, rangeOf } from '../../../../../local/aws/dynamodb/storage/keyspace.ts';
import { TableLocks } from '../../../../../local/aws/dynamodb/storage/table-locks.ts';
import { createTable } from '../../../../../local/aws/dynamodb/tables/create-table.ts';
import { sweepExpired } from '../../../../../local/aws/dynamodb/ttl/sweep.ts';
import { updateTimeToLive } from '../../../../../local/aws/dynamodb/ttl/time-to-live.ts';
import { thingsTable } from '../fixture.ts';

const directory = mkdtempSync(join(tmpdir(), 'odavl-sweep-'));
const locks = new TableLocks();
const now = Date.UTC(2026, 0, 1);
let disk: Disk;
beforeEach(async () => {
  disk = await openDisk(directory);
  await createTable(disk, locks, () => now, { ...thingsTable });
  await updateTimeToLive(disk, locks, {
    TableName: 'things',
    TimeToLiveSpecification: { Enabled: true, AttributeName: 'expires' },
  });
});
afterEach(async () => {
  await disk.close();
  rmSync(directory, { recursive: true });
});

const putItem = (id: string, expires: number) =>
  writeItem(disk, locks, 'PutItem', { TableName: 'things', Item: { id: { S: id }, expires: { N: `${expires}` } } });

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
test('an item that gets a longer life while the sweep reads the table stays', async () => {
  const [past, future] = [now / 1000 - 1, now / 1000 + 3600];
  await putItem('prolonged', past);
  await putItem('expired', past);
  async function* thenProlong(values: AsyncIterable<unknown>) {
    yield* values;
    await putItem('prolonged', future);
  }
  const items = rangeOf(keyspace.items('things'));
  const racing: Disk = {
    ...disk,
    values: (range) => (range.gte === items.gte ? thenProlong(disk.values(range)) : disk.values(range)),
  };
  await sweepExpired(racing, locks, now);
  expect(await collect(disk.values(items))).toEqual([{ id: { S: 'prolonged' }, expires: { N: `${future}` } }]);
});
