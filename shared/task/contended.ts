import { setTimeout as wait } from 'node:timers/promises';
import {
  type DynamoDBClient,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { attempt, isConflict } from '../dynamo-transaction.ts';
import type { Alongside } from './store.ts';

/** Each of them waits up to a second by itself; the end of a task must not fail because its lane is busy. */
const rounds = 6;

/** A transaction on items that many write: the names of the conditions that failed, none when it was written. */
export async function persist(client: Pick<DynamoDBClient, 'send'>, writes: Alongside): Promise<ReadonlySet<string>> {
  return patiently(() => attempt(client, writes), isConflict);
}

/** A write of one item that transactions write as well: DynamoDB refuses it while one is under way. */
export async function contended<Result>(write: () => Promise<Result>): Promise<Result> {
  return patiently(write, (error) => error instanceof TransactionConflictException);
}

async function patiently<Result>(write: () => Promise<Result>, isPassing: (error: unknown) => boolean) {
  for (let round = 1; ; round += 1) {
    try {
      return await write();
    } catch (error) {
      if (!isPassing(error) || round === rounds) throw error;
      await wait(Math.random() * 20 * 2 ** round);
    }
  }
}

/** What a caller that wrote something of its own in our transaction knows a refusal by. */
export function refusal(failed: ReadonlySet<string>): TransactionCanceledException {
  return new TransactionCanceledException({
    message: `Transaction cancelled: what is written alongside the task was refused (${[...failed].join()})`,
    $metadata: {},
    CancellationReasons: [...failed].map(() => ({ Code: 'ConditionalCheckFailed' })),
  });
}
