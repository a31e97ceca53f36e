import type { Clock } from '../service.ts';
import { batchWrite } from './items/batch-write.ts';
import { writeItem } from './items/write-item.ts';
import type { Disk } from './storage/disk.ts';
import type { EngineOperation } from './storage/dynalite.ts';
import { answer } from './storage/engine.ts';
import type { TableLocks } from './storage/table-locks.ts';
import { describeContinuousBackups, updateContinuousBackups } from './tables/continuous-backups.ts';
import { createTable } from './tables/create-table.ts';
import { deleteTable } from './tables/delete-table.ts';
import { describeTable } from './tables/describe-table.ts';
import { changeTags } from './tables/tags.ts';
import { updateTable } from './tables/update-table.ts';
import { transactGet } from './transactions/get.ts';
import { transactWrite } from './transactions/write.ts';
import { describeTimeToLive, updateTimeToLive } from './ttl/time-to-live.ts';

export type Handler = (input: Record<string, unknown>) => Promise<unknown>;

/** All that this DynamoDB does. PartiQL, streams, backups, import and export are unknown operations here. */
export function createHandlers(disk: Disk, locks: TableLocks, clock: Clock): ReadonlyMap<string, Handler> {
  const now = () => clock.now();
  const read =
    (operation: EngineOperation): Handler =>
    async (input) =>
      (await answer(disk, operation, input)).output;
  return new Map<string, Handler>([
    ['GetItem', read('GetItem')],
    ['BatchGetItem', read('BatchGetItem')],
    ['Query', read('Query')],
    ['Scan', read('Scan')],
    ['PutItem', (input) => writeItem(disk, locks, 'PutItem', input)],
    ['UpdateItem', (input) => writeItem(disk, locks, 'UpdateItem', input)],
    ['DeleteItem', (input) => writeItem(disk, locks, 'DeleteItem', input)],
    ['BatchWriteItem', (input) => batchWrite(disk, locks, input)],
    ['TransactWriteItems', (input) => transactWrite(disk, locks, now, input)],
    ['TransactGetItems', (input) => transactGet(disk, locks, input)],
    ['CreateTable', (input) => createTable(disk, locks, now, input)],
    ['UpdateTable', (input) => updateTable(disk, locks, now, input)],
    ['DeleteTable', (input) => deleteTable(disk, locks, input)],
    ['DescribeTable', (input) => describeTable(disk, input)],
    ['ListTables', read('ListTables')],
    ['UpdateTimeToLive', (input) => updateTimeToLive(disk, locks, input)],
    ['DescribeTimeToLive', (input) => describeTimeToLive(disk, input)],
    ['UpdateContinuousBackups', (input) => updateContinuousBackups(disk, locks, now, input)],
    ['DescribeContinuousBackups', (input) => describeContinuousBackups(disk, now, input)],
    ['TagResource', (input) => changeTags(disk, 'TagResource', input)],
    ['UntagResource', (input) => changeTags(disk, 'UntagResource', input)],
    ['ListTagsOfResource', read('ListTagsOfResource')],
  ]);
}
