import { AwsError } from '../../service.ts';
import type { Disk } from '../storage/disk.ts';
import { createKey, validateKey } from '../storage/dynalite.ts';
import type { Item } from '../storage/item.ts';
import { findTable, keyOf } from '../storage/table-record.ts';

/** One action per item: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export async function checkDistinct(disk: Disk, targets: readonly { table: string; keyed: Item }[]): Promise<void> {
  const seen = new Set<string>();
  for (const { table: name, keyed } of targets) {
    const table = await findTable(disk, name);
    if (!table) throw new AwsError('ResourceNotFoundException', 'Requested resource not found');
    const key = keyOf(table, keyed);
    // A key that does not fit its table is the fault of its own action, which then says so.
    if (validateKey(key, table)) continue;
    const target = `${name}/${createKey(key, table)}`;
    if (seen.has(target)) {
      throw new AwsError('ValidationException', 'Transaction request cannot include multiple operations on one item');
    }
    seen.add(target);
  }
}
