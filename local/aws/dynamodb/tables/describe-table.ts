import type { Disk } from '../storage/disk.ts';
import { prepare } from '../storage/engine.ts';
import { requireTable } from '../storage/table-record.ts';
import { describe } from './description.ts';
import { readSettings } from './settings.ts';
import { parseTableName } from './table-name.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html */
export async function describeTable(disk: Disk, input: Record<string, unknown>) {
  prepare('DescribeTable', input);
  const name = parseTableName(input);
  return { Table: describe(await requireTable(disk, name), await readSettings(disk, name)) };
}
