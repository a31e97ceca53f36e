import type { Disk, Write } from '../storage/disk.ts';
import { stage, staged } from '../storage/engine.ts';
import { Item } from '../storage/item.ts';
import { keyspace, rangeOf } from '../storage/keyspace.ts';
import type { TableLocks } from '../storage/table-locks.ts';
import { findTable, keyOf, TableRecord } from '../storage/table-record.ts';
import { readSettings } from '../tables/settings.ts';

const fiveYears = 5 * 365 * 24 * 3600;
const perTurn = 100;

/**
 * A number of seconds in the past but not more than five years back; anything else never expires:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html
 */
export function isExpired(item: Item, attribute: string, now: number): boolean {
  const seconds = item[attribute]?.N;
  if (typeof seconds !== 'string') return false;
  const age = now / 1000 - Number(seconds);
  return age >= 0 && age <= fiveYears;
}

/** Deletes what has expired, some items at a time so that other writers of the table get their turn. */
export async function sweepExpired(disk: Disk, locks: TableLocks, now: number): Promise<void> {
  for await (const value of disk.values(rangeOf(keyspace.tables))) {
    const table = TableRecord.parse(value);
    const { timeToLiveAttribute } = await readSettings(disk, table.TableName);
    if (timeToLiveAttribute) await sweepTable(disk, locks, { table, attribute: timeToLiveAttribute, now });
  }
}

interface Sweep {
  readonly table: TableRecord;
  readonly attribute: string;
  readonly now: number;
}

async function sweepTable(disk: Disk, locks: TableLocks, sweep: Sweep): Promise<void> {
  let batch: Item[] = [];
  for await (const value of disk.values(rangeOf(keyspace.items(sweep.table.TableName)))) {
    const item = Item.parse(value);
    if (isExpired(item, sweep.attribute, sweep.now)) batch.push(keyOf(sweep.table, item));
    if (batch.length < perTurn) continue;
    await deleteExpired(disk, locks, sweep, batch);
    batch = [];
  }
  await deleteExpired(disk, locks, sweep, batch);
}

/** Between the scan and this turn an item may have been given a longer life, or the table may be gone. */
async function deleteExpired(disk: Disk, locks: TableLocks, sweep: Sweep, keys: readonly Item[]): Promise<void> {
  const { TableName } = sweep.table;
  await locks.run([TableName], async () => {
    const writes: Write[] = [];
    if (!(await findTable(disk, TableName))) return;
    for (const Key of keys) {
      const done = staged(await stage(disk, 'DeleteItem', { TableName, Key }));
      if (done.existing && isExpired(done.existing, sweep.attribute, sweep.now)) writes.push(...done.writes);
    }
    await disk.write(writes);
  });
}
