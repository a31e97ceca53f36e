import type { Disk } from '../storage/disk.ts';
import { type Outcome, prepare, type Staged, stage, staged } from '../storage/engine.ts';
import type { TableLocks } from '../storage/table-locks.ts';
import { keyOf, requireTable } from '../storage/table-record.ts';
import { type Action, actionOf, prepareAction } from './action.ts';
import { cancellationOf } from './cancellation.ts';
import { transactionCapacity } from './capacity.ts';
import { checkDistinct } from './distinct-items.ts';
import { parseWriteRequest, type WriteRequest } from './request.ts';
import { isRepeated, rememberToken } from './request-token.ts';
import { checkTotalSize } from './total-size.ts';

/**
 * TransactWriteItems. Every action is staged against the same state while all writers of its tables wait; then all of
 * it, with the request token, goes to disk in one atomic batch or not at all.
 */
export async function transactWrite(disk: Disk, locks: TableLocks, now: () => number, input: unknown) {
  const request = parseWriteRequest(input);
  const actions = request.TransactItems.map(actionOf);
  const prepared = actions.map((action) => ({ action, data: prepareAction(action) }));
  return locks.run(lockNames(request, actions), async () => {
    if (await isRepeated(disk, request, now())) return repeated(disk, request, actions);
    await checkDistinct(disk, actions);
    const outcomes: Outcome[] = [];
    for (const { action, data } of prepared) outcomes.push(await stage(disk, action.operation, data));
    const cancelled = cancellationOf(outcomes, (index) => actions[index]?.returnsItemOnFailure ?? false);
    if (cancelled) throw cancelled;
    const done = outcomes.map(staged);
    checkTotalSize(done);
    const writes = done.flatMap((one, index) => (actions[index]?.iamAction === 'ConditionCheckItem' ? [] : one.writes));
    await disk.write([...writes, ...rememberToken(request, now())]);
    return transactionCapacity(request.ReturnConsumedCapacity, 'WriteCapacityUnits', done);
  });
}

/** The token takes its turn too: a retry waits for the first call. No table has a space in its name. */
function lockNames({ ClientRequestToken: token }: WriteRequest, actions: readonly Action[]): string[] {
  return [...actions.map(({ table }) => table), ...(token === undefined ? [] : [`token ${token}`])];
}

/** A repeated call only reads, and says so in its capacity units. */
async function repeated(disk: Disk, request: WriteRequest, actions: readonly Action[]) {
  const reads: Staged[] = [];
  for (const { table, keyed } of actions) {
    const Key = structuredClone(keyOf(await requireTable(disk, table), keyed));
    const get = prepare('GetItem', { TableName: table, Key, ConsistentRead: true, ReturnConsumedCapacity: 'TOTAL' });
    reads.push(staged(await stage(disk, 'GetItem', get)));
  }
  return transactionCapacity(request.ReturnConsumedCapacity, 'ReadCapacityUnits', reads);
}
