import { setTimeout as wait } from 'node:timers/promises';
import {
  type DynamoDBClient,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { type Item, type Key, marshallOptions, type Table } from './dynamo.ts';
import { type Condition, conditionInput, type Update, updateInput } from './dynamo-expression.ts';

export type Write =
  | { readonly put: Item; readonly condition?: Condition }
  | { readonly update: Key; readonly change: Update; readonly condition?: Condition }
  | { readonly delete: Key; readonly condition?: Condition }
  | { readonly check: Key; readonly condition: Condition };

/** How often a transaction is tried that met another one at the same item. */
const tries = 5;

/**
 * All writes or none. DynamoDB cancels a transaction that meets another one at an item, and the SDK does not repeat it, so
 * this does; a busy counter would otherwise fail requests that break no rule.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling
 */
export async function transact(
  client: Pick<DynamoDBClient, 'send'>,
  writes: readonly (Write & { readonly table: Table })[],
  pause: (ms: number) => Promise<unknown> = wait,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems: writes.map(transactItem) }));
      return;
    } catch (error) {
      if (!isConflict(error) || attempt === tries) throw error;
      await pause(Math.random() * 25 * 2 ** attempt);
    }
  }
}

type TableWrite = Write & { readonly table: Table };

/** The same for a caller to whom a failed condition is an answer. False when one failed, and then nothing was written. */
export async function tryTransact(
  client: Pick<DynamoDBClient, 'send'>,
  writes: readonly TableWrite[],
): Promise<boolean> {
  try {
    await transact(client, writes);
    return true;
  } catch (error) {
    if (failedConditions(error).length > 0) return false;
    throw error;
  }
}

/**
 * The same for writes whose conditions the caller understands, each under a name of its own.
 * @returns the names of the writes whose conditions failed; empty when all of them were written
 */
export async function attempt<Name extends string>(
  client: Pick<DynamoDBClient, 'send'>,
  writes: Readonly<Partial<Record<Name, TableWrite | readonly TableWrite[]>>>,
): Promise<ReadonlySet<string>> {
  const named = Object.entries<TableWrite | readonly TableWrite[] | undefined>(writes).flatMap(([name, each]) =>
    (each === undefined ? [] : [each]).flat().map((write) => ({ name, write })),
  );
  try {
    await transact(
      client,
      named.map(({ write }) => write),
    );
    return new Set();
  } catch (error) {
    const failed = failedConditions(error);
    if (failed.length === 0) throw error;
    return new Set(failed.map((at) => named[at]?.name ?? ''));
  }
}

function transactItem(write: Write & { readonly table: Table }): TransactWriteItem {
  const TableName = write.table.name;
  const condition = conditionInput(write.condition);
  if ('put' in write) return { Put: { TableName, Item: marshall(write.put, marshallOptions), ...condition } };
  if ('update' in write) {
    return { Update: { TableName, Key: marshall(write.update), ...updateInput(write.change, write.condition) } };
  }
  if ('delete' in write) return { Delete: { TableName, Key: marshall(write.delete), ...condition } };
  const { when } = write.condition;
  return { ConditionCheck: { TableName, Key: marshall(write.check), ...condition, ConditionExpression: when } };
}

/** The positions of the writes whose conditions failed; empty when the error is something else. */
export function failedConditions(error: unknown): number[] {
  return reasonsOf(error).flatMap((reason, at) => (reason === 'ConditionalCheckFailed' ? [at] : []));
}

/** True when nothing but other traffic stood in the way: the same transaction may pass a moment later. */
export function isConflict(error: unknown): boolean {
  const reasons = new Set(reasonsOf(error));
  reasons.delete('None');
  return reasons.size > 0 && [...reasons].every((reason) => passing.has(reason));
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html#API_TransactWriteItems_Errors */
const passing = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

function reasonsOf(error: unknown): string[] {
  if (!(error instanceof TransactionCanceledException)) return [];
  return (error.CancellationReasons ?? []).map((reason) => reason.Code ?? 'None');
}
