import { AwsError } from '../../service.ts';
import { collect, type Disk, type Write } from '../storage/disk.ts';
import { prepare } from '../storage/engine.ts';
import { keyspace, rangeOf } from '../storage/keyspace.ts';
import type { TableLocks } from '../storage/table-locks.ts';
import { indexesOf, requireTable, type TableRecord } from '../storage/table-record.ts';
import { describe } from './description.ts';
import { readSettings } from './settings.ts';
import { parseTableName } from './table-name.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html */
export async function deleteTable(disk: Disk, locks: TableLocks, input: Record<string, unknown>) {
  prepare('DescribeTable', input);
  const name = parseTableName(input);
  return locks.run([name], async () => {
    const table = await requireTable(disk, name);
    const settings = await readSettings(disk, name);
    if (settings.deletionProtection) {
      throw new AwsError(
        'ValidationException',
        'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
      );
    }
    await disk.write(await everythingOf(disk, table));
    return { TableDescription: describe(table, settings, 'DELETING') };
  });
}

async function everythingOf(disk: Disk, table: TableRecord): Promise<Write[]> {
  const { TableName: name } = table;
  const parts = [
    keyspace.items(name),
    keyspace.tags(name),
    ...indexesOf(table).map(({ kind, IndexName }) => keyspace.index(kind, name, IndexName)),
  ];
  const keys = [keyspace.tables + name, keyspace.settings + name];
  for (const part of parts) keys.push(...(await collect(disk.keys(rangeOf(part)))));
  return keys.map((key) => ({ type: 'del', key }));
}
