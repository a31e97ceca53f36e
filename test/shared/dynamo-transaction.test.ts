import { type CancellationReason, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { failedConditions, isConflict, transact, type Write } from '../../shared/dynamo-transaction.ts';
import { startTables, type Tables } from './table.ts';

let tables: Tables;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

const Counter = z.object({ used: z.number() });
const here = (write: Write) => ({ ...write, table: tables.table });
const key = (pk: string) => ({ pk, sk: 'A' });

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html#API_TransactWriteItems_Errors
function cancelled(...codes: string[]): TransactionCanceledException {
  const CancellationReasons: CancellationReason[] = codes.map((Code) => ({ Code }));
  return new TransactionCanceledException({ message: 'Transaction cancelled', $metadata: {}, CancellationReasons });
}

/** A client whose first replies are these errors. */
function failing(...errors: Error[]) {
  const client = Object.create(tables.client);
  let sent = 0;
  client.send = async () => {
    const error = errors[sent];
    sent += 1;
    if (error) throw error;
  };
  return { client, sent: () => sent };
}

test('all four kinds of writes happen together', async () => {
  await tables.table.put({ ...key('t-delete'), used: 1 });
  await tables.table.put({ ...key('t-check'), used: 1 });
  await transact(tables.client, [
    here({ put: { ...key('t-put'), used: 1 } }),
    here({ update: key('t-update'), change: { add: { used: 5 } } }),
    here({ delete: key('t-delete') }),
    here({ check: key('t-check'), condition: { when: '#used = :one', values: { ':one': 1 } } }),
  ]);
  const read = (pk: string) => tables.table.get(Counter, key(pk));
  expect(await Promise.all(['t-put', 't-update', 't-delete'].map(read))).toEqual([{ used: 1 }, { used: 5 }, undefined]);
});

test('a failed condition undoes all, and its position is told', async () => {
  const outcome = transact(tables.client, [
    here({ put: { ...key('u-put'), used: 1 } }),
    here({ check: key('u-nobody'), condition: { when: 'attribute_exists(pk)' } }),
  ]);
  const error = await outcome.catch((thrown: unknown) => thrown);
  expect(failedConditions(error)).toEqual([1]);
  expect(isConflict(error)).toBe(false);
  expect(await tables.table.get(Counter, key('u-put'))).toBeUndefined();
});

test('a transaction that met another one is repeated, with growing pauses', async () => {
  const conflict = cancelled('TransactionConflict', 'None');
  const { client, sent } = failing(conflict, conflict);
  const pauses: number[] = [];
  await transact(client, [], async (ms) => void pauses.push(ms));
  expect(sent()).toBe(3);
  expect(pauses[0]).toBeLessThanOrEqual(50);
  expect(pauses[1]).toBeLessThanOrEqual(100);
});

test('after five tries the conflict is the answer', async () => {
  const conflict = cancelled('TransactionConflict');
  const { client, sent } = failing(...Array.from({ length: 9 }, () => conflict));
  await expect(transact(client, [], async () => {})).rejects.toBe(conflict);
  expect(sent()).toBe(5);
});

test('what cannot pass by itself is not repeated', async () => {
  for (const error of [
    cancelled('TransactionConflict', 'ConditionalCheckFailed'),
    cancelled('ItemCollectionSizeLimitExceeded'),
    new Error('x'),
  ]) {
    const { client, sent } = failing(error);
    await expect(transact(client, [], async () => {})).rejects.toBe(error);
    expect(sent()).toBe(1);
  }
});
