import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { eraseOrganization } from '../../shared/erase-organization.ts';
import { startTables, type Tables } from './table.ts';

let tables: Tables;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

const Key = z.object({ sk: z.string() });
const left = async (orgId: string) =>
  (await tables.table.query(Key, { pk: `ORG#${orgId}`, limit: 500 })).map(({ sk }) => sk);
const fill = async (orgId: string, count: number) => {
  for (let at = 0; at < count; at += 1) await tables.table.put({ pk: `ORG#${orgId}`, sk: `THING#${at}` });
};
const erase = (orgId: string, change: { until?: number; kept?: ReadonlySet<string>; now?: () => number } = {}) => {
  const { now = () => 0, ...input } = change;
  return eraseOrganization({ deps: { table: tables.table, now }, input: { orgId, until: 1, ...input } });
};

test('everything of one organization goes, and nothing of another', async () => {
  await fill('org_1', 60);
  await fill('org_10', 3);
  expect(await erase('org_1')).toBe(60);
  expect([await left('org_1'), (await left('org_10')).length]).toEqual([[], 3]);
  expect(await erase('org_1')).toBe(0);
});

test('what says that the organization is gone stays', async () => {
  await fill('org_2', 30);
  await tables.table.put({ pk: 'ORG#org_2', sk: 'FEED', isErased: true });
  expect(await erase('org_2', { kept: new Set(['FEED']) })).toBe(30);
  expect(await left('org_2')).toEqual(['FEED']);
});

test('a run that is out of time is an error, and the next one goes on with what is left', async () => {
  await fill('org_3', 60);
  let ticks = 0;
  await expect(erase('org_3', { until: 2, now: () => ticks++ })).rejects.toThrow('org_3 is not erased yet: 50 items');
  expect(await left('org_3')).toHaveLength(10);
  expect(await erase('org_3')).toBe(10);
});
