import { collect, type Disk, type Write } from '../storage/disk.ts';
import { createKey, getIndexActions } from '../storage/dynalite.ts';
import { Item } from '../storage/item.ts';
import { keyspace, rangeOf } from '../storage/keyspace.ts';
import type { TableRecord } from '../storage/table-record.ts';
import type { IndexUpdate } from './index-changes.ts';

/** The entries that a new index gets from the items there are, or that go with a deleted one. */
export async function indexWrites(disk: Disk, table: TableRecord, updates: readonly IndexUpdate[]): Promise<Write[]> {
  const writes: Write[] = [];
  for (const update of updates) {
    const more =
      'Create' in update ? backfill(disk, table, update.Create.IndexName) : erase(disk, table, update.Delete.IndexName);
    writes.push(...(await more));
  }
  return writes;
}

async function backfill(disk: Disk, table: TableRecord, name: string): Promise<Write[]> {
  const prefix = keyspace.index('Global', table.TableName, name);
  const indexes = (table.GlobalSecondaryIndexes ?? []).filter(({ IndexName }) => IndexName === name);
  const writes: Write[] = [];
  for await (const value of disk.values(rangeOf(keyspace.items(table.TableName)))) {
    const item = Item.parse(value);
    if (indexes.some((index) => !fits(table, index, item))) continue;
    for (const put of getIndexActions(indexes, null, item, table).puts) {
      const key = `${prefix}${put.key}/${createKey(item, table)}`;
      writes.push({ type: 'put', key, value: put.item });
    }
  }
  return writes;
}

/**
 * Items whose attribute is missing, empty or of another type stay out of the new index:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.OnlineOps.html#GSI.OnlineOps.ViolationDetection
 */
function fits(table: TableRecord, index: Pick<TableRecord, 'KeySchema'>, item: Item): boolean {
  return index.KeySchema.every(({ AttributeName: name }) => {
    const type = table.AttributeDefinitions.find(({ AttributeName }) => AttributeName === name)?.AttributeType;
    const content = type && item[name]?.[type];
    return typeof content === 'string' && content !== '';
  });
}

async function erase(disk: Disk, table: TableRecord, name: string): Promise<Write[]> {
  const keys = await collect(disk.keys(rangeOf(keyspace.index('Global', table.TableName, name))));
  return keys.map((key) => ({ type: 'del', key }));
}
