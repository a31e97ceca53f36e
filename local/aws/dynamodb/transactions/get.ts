import type { Disk } from '../storage/disk.ts';
import { type Outcome, prepare, stage, staged } from '../storage/engine.ts';
import type { TableLocks } from '../storage/table-locks.ts';
import { cancellationOf } from './cancellation.ts';
import { transactionCapacity } from './capacity.ts';
import { checkDistinct } from './distinct-items.ts';
import { parseGetRequest } from './request.ts';
import { checkTotalSize } from './total-size.ts';

/** TransactGetItems: reads while no writer of these tables is at work, so all items are of one state. */
export async function transactGet(disk: Disk, locks: TableLocks, input: unknown) {
  const request = parseGetRequest(input);
  const gets = request.TransactItems.map(({ Get }) => Get);
  const prepared = gets.map((get) =>
    prepare('GetItem', { ...structuredClone(get), ConsistentRead: true, ReturnConsumedCapacity: 'TOTAL' }),
  );
  const tables = gets.map(({ TableName }) => TableName);
  return locks.run(tables, async () => {
    await checkDistinct(
      disk,
      gets.map(({ TableName, Key }) => ({ table: TableName, keyed: Key })),
    );
    const outcomes: Outcome[] = [];
    for (const data of prepared) outcomes.push(await stage(disk, 'GetItem', data));
    const cancelled = cancellationOf(outcomes, () => false);
    if (cancelled) throw cancelled;
    const done = outcomes.map(staged);
    checkTotalSize(done);
    const Responses = done.map(({ output }) => (output.Item === undefined ? {} : { Item: output.Item }));
    return { Responses, ...transactionCapacity(request.ReturnConsumedCapacity, 'ReadCapacityUnits', done) };
  });
}
