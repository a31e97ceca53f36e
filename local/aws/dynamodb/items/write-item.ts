import { z } from 'zod';
import { AwsError } from '../../service.ts';
import type { Disk } from '../storage/disk.ts';
import type { ItemWrite } from '../storage/dynalite.ts';
import { type Outcome, prepare, type Staged, stage } from '../storage/engine.ts';
import { parseRequest } from '../storage/parse-request.ts';
import type { TableLocks } from '../storage/table-locks.ts';

const WriteRequest = z.looseObject({
  TableName: z.string(),
  ReturnValuesOnConditionCheckFailure: z.enum(['ALL_OLD', 'NONE']).optional(),
});

/** PutItem, UpdateItem and DeleteItem: one at a time per table; the item and its index entries in one atomic batch. */
export async function writeItem(disk: Disk, locks: TableLocks, operation: ItemWrite, input: Record<string, unknown>) {
  const { ReturnValuesOnConditionCheckFailure: onFailure, ...request } = parseRequest(WriteRequest, input);
  const data = prepare(operation, request);
  return locks.run([request.TableName], async () => {
    const done = orCheckFailure(await stage(disk, operation, data), onFailure === 'ALL_OLD');
    await disk.write(done.writes);
    return done.output;
  });
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html: the error carries the item as it is. */
function orCheckFailure(outcome: Outcome, withItem: boolean): Staged {
  if (outcome.kind === 'staged') return outcome;
  const { error, existing } = outcome;
  if (error.code !== 'ConditionalCheckFailedException' || !withItem || !existing) throw error;
  throw new AwsError(error.code, error.message, error.status, { Item: existing });
}
