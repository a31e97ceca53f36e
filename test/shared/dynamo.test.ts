import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { isConditionFailed } from '../../shared/dynamo.ts';
import { startTables, type Tables } from './table.ts';

const Thing = z.object({ sk: z.string(), rank: z.number().optional(), label: z.string().optional() });

let tables: Tables;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

const key = (pk: string, sk = 'A') => ({ pk, sk });

test('an item comes back as its schema says, without what the schema does not name', async () => {
  await tables.table.put({ ...key('get'), rank: 1, secret: 'x' });
  expect(await tables.table.get(Thing, key('get'))).toEqual({ sk: 'A', rank: 1 });
});

test('an item that does not fit its schema is an error, and an absent one is undefined', async () => {
  await tables.table.put({ ...key('misfit'), rank: 'high' });
  await expect(tables.table.get(Thing, key('misfit'))).rejects.toBeInstanceOf(z.ZodError);
  expect(await tables.table.get(Thing, key('absent'))).toBeUndefined();
});

test('a put, an update and a delete whose condition fails change nothing and say so', async () => {
  const { table } = tables;
  const isNew = { when: 'attribute_not_exists(pk)' };
  await table.put({ ...key('guarded'), rank: 1 }, isNew);
  const attempts = [
    table.put({ ...key('guarded'), rank: 2 }, isNew),
    table.update(key('guarded'), { set: { rank: 3 } }, { when: '#rank > :least', values: { ':least': 5 } }),
    table.delete(key('guarded'), isNew),
  ];
  for (const outcome of await Promise.allSettled(attempts)) {
    expect(outcome.status === 'rejected' && isConditionFailed(outcome.reason)).toBe(true);
  }
  expect(await table.get(Thing, key('guarded'))).toEqual({ sk: 'A', rank: 1 });
});

test('an update sets, adds and removes in one write, leaves undefined alone, and replies the item after it', async () => {
  await tables.table.put({ ...key('update'), rank: 1, label: 'old', extra: true });
  const change = { set: { label: 'new', extra: undefined }, add: { rank: 2 }, remove: ['gone'] };
  const after = await tables.table.update(key('update'), change);
  expect(after).toEqual({ pk: 'update', sk: 'A', rank: 3, label: 'new', extra: true });
});

test('what is set once keeps its first value', async () => {
  const change = (rank: number) => ({ setOnce: { rank }, set: { label: `${rank}` } });
  await tables.table.update(key('once'), change(1));
  expect(await tables.table.update(key('once'), change(2))).toEqual({ ...key('once'), rank: 1, label: '2' });
});

test('attribute names that DynamoDB reserves are no trouble', async () => {
  await tables.table.put({ ...key('reserved'), status: 'a', ttl: 1, name: 'b' });
  const condition = { when: '#status = :status AND #name = :name', values: { ':status': 'a', ':name': 'b' } };
  const after = await tables.table.update(key('reserved'), { set: { status: 'c' }, add: { ttl: 1 } }, condition);
  expect(after).toMatchObject({ status: 'c', ttl: 2 });
});

test('a filtered query goes on until its limit is full, however rare the matches are', async () => {
  const items = Array.from({ length: 250 }, (_, at) => ({ sk: String(at).padStart(3, '0'), rank: at % 50 }));
  await Promise.all(items.map((item) => tables.table.put({ pk: 'rare', ...item })));
  const filter = { when: '#rank = :rank', values: { ':rank': 49 } };
  const found = await tables.table.query(Thing, { pk: 'rare', limit: 4, filter });
  expect(found.map(({ sk }) => sk)).toEqual(['049', '099', '149', '199']);
});

test('a query reads a prefix, in either order, after an item', async () => {
  for (const sk of ['A#1', 'A#2', 'A#3', 'B#1']) await tables.table.put({ pk: 'order', sk });
  const read = async (change: object) =>
    (await tables.table.query(Thing, { pk: 'order', skPrefix: 'A#', limit: 9, ...change })).map(({ sk }) => sk);
  expect(await read({})).toEqual(['A#1', 'A#2', 'A#3']);
  expect(await read({ isDescending: true, limit: 2 })).toEqual(['A#3', 'A#2']);
  expect(await read({ after: { pk: 'order', sk: 'A#1' } })).toEqual(['A#2', 'A#3']);
});

test('the sparse index holds only items that carry its keys, up to a bound', async () => {
  for (const [sk, gsi1sk] of [
    ['1', '2026-01'],
    ['2', '2026-02'],
    ['3', '2026-03'],
  ]) {
    await tables.table.put({ pk: 'sparse', sk: sk ?? '', gsi1pk: 'DUE', gsi1sk });
  }
  await tables.table.put({ pk: 'sparse', sk: '4' });
  const due = await tables.table.query(Thing, { index: 'gsi1', pk: 'DUE', skBefore: '2026-02', limit: 10 });
  expect(due.map(({ sk }) => sk)).toEqual(['1', '2']);
});

test('many items come in one call, without those that do not exist', async () => {
  await Promise.all([1, 2].map((rank) => tables.table.put({ ...key('many', `${rank}`), rank })));
  const before = tables.calls.length;
  const found = await tables.table.getMany(
    Thing,
    ['1', '2', '3'].map((sk) => key('many', sk)),
  );
  expect(found.map(({ rank }) => rank).sort()).toEqual([1, 2]);
  expect(tables.calls.slice(before).map(({ action }) => action)).toEqual(['dynamodb:BatchGetItem']);
  expect(await tables.table.getMany(Thing, [])).toEqual([]);
});
