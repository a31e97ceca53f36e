import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { newId } from '../../shared/id.ts';
import { readPage, slicePage } from '../../shared/page.ts';
import { start } from './make-context.ts';
import { startTables, type Tables } from './table.ts';

const Row = z.object({ id: z.string(), isOdd: z.boolean() });
const ids = Array.from({ length: 7 }, (_, at) => newId('project', start + at));

let tables: Tables;
beforeAll(async () => {
  tables = await startTables();
  await Promise.all(
    ids.map((id, at) => tables.table.put({ pk: 'ORG#1', sk: `PROJECT#${id}`, id, isOdd: at % 2 === 1 })),
  );
  await tables.table.put({ pk: 'ORG#1', sk: 'PROJECTILE', id: 'not one', isOdd: false });
});
afterAll(() => tables.close());

async function readAll(limit: number, change: object = {}): Promise<string[][]> {
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const query = { pk: 'ORG#1', prefix: 'PROJECT#', limit, ...(cursor && { cursor }), ...change };
    const page = await readPage(tables.table, Row, query);
    pages.push(page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor);
  return pages;
}

test('the pages of any size together are the list, none is empty, and only the last is short', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 9 }), fc.boolean(), async (limit, isDescending) => {
      const pages = await readAll(limit, { isDescending });
      expect(pages.flat()).toEqual(isDescending ? ids.toReversed() : ids);
      expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true);
      expect(pages.at(-1)).not.toEqual([]);
    }),
    { numRuns: 18 },
  );
});

test('a filter keeps its pages full', async () => {
  const filter = { when: '#isOdd = :yes', values: { ':yes': true } };
  expect(await readAll(2, { filter })).toEqual([[ids[1], ids[3]], [ids[5]]]);
});

test('the cursor holds an id and nothing of our keys', async () => {
  const { nextCursor } = await readPage(tables.table, Row, { pk: 'ORG#1', prefix: 'PROJECT#', limit: 1 });
  expect(Buffer.from(nextCursor ?? '', 'base64url').toString()).toBe(ids[0]);
});

test('a cursor that we did not issue is refused', async () => {
  const wrong = [
    '!',
    'abc',
    Buffer.from('ORG#2').toString('base64url'),
    Buffer.from('prj_1\u0000').toString('base64url'),
  ];
  for (const cursor of wrong) {
    const reading = readPage(tables.table, Row, { pk: 'ORG#1', prefix: 'PROJECT#', limit: 1, cursor });
    await expect(reading).rejects.toMatchObject({ code: 'invalid_cursor', status: 400 });
  }
});

test('a list in memory has the same pages and cursors', () => {
  const five = Array.from({ length: 5 }, (_, at) => newId('organization', start + at));
  const items = five.map((id) => ({ id }));
  const first = slicePage(items, { limit: 2 });
  const second = slicePage(items, { limit: 2, cursor: first.nextCursor });
  const third = slicePage(items, { limit: 2, cursor: second.nextCursor });
  expect([...first.items, ...second.items, ...third.items]).toEqual(items);
  expect(third.nextCursor).toBeUndefined();
  expect(() => slicePage(items, { limit: 2, cursor: 'abc' })).toThrow('This cursor was not issued by us.');
});
