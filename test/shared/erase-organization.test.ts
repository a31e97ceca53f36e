import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { createTable } from '../../shared/dynamo.ts';
import { eraseOrganization } from '../../shared/erase-organization.ts';
import { DyingProcess } from './dying-process.ts';
import { startTables, type Tables } from './table.ts';

let tables: Tables;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

const Key = z.object({ sk: z.string() });
const left = async (orgId: string) =>
  (await tables.table.query(Key, { pk: `ORG#${orgId}`, limit: 6_000 })).map(({ sk }) => sk);
const fill = async (orgId: string, count: number) => {
  const put = (at: number) => tables.table.put({ pk: `ORG#${orgId}`, sk: `THING#${at}` });
  for (let at = 0; at < count; at += 50) {
    await Promise.all(Array.from({ length: Math.min(50, count - at) }, (_, nth) => put(at + nth)));
  }
};
const erase = (
  orgId: string,
  change: { until?: number; kept?: ReadonlySet<string>; now?: () => number } = {},
  table = tables.table,
) => {
  const { now = () => 0, ...input } = change;
  return eraseOrganization({ deps: { table, now }, input: { orgId, until: 1, ...input } });
};

test('everything of one organization goes, and nothing of another', async () => {
  await fill('org_1', 60);
  await fill('org_10', 3);
  expect(await erase('org_1')).toEqual({ count: 60, isComplete: true });
  expect([await left('org_1'), (await left('org_10')).length]).toEqual([[], 3]);
  expect(await erase('org_1')).toEqual({ count: 0, isComplete: true });
});

test('what says that the organization is gone stays', async () => {
  await fill('org_2', 30);
  await tables.table.put({ pk: 'ORG#org_2', sk: 'FEED', isErased: true });
  expect(await erase('org_2', { kept: new Set(['FEED']) })).toEqual({ count: 30, isComplete: true });
  expect(await left('org_2')).toEqual(['FEED']);
});

test('a run that is out of time says so, and the next one goes on with what is left', async () => {
  await fill('org_3', 60);
  let ticks = 0;
  expect(await erase('org_3', { until: 2, now: () => ticks++ })).toEqual({ count: 50, isComplete: false });
  expect(await left('org_3')).toHaveLength(10);
  expect(await erase('org_3')).toEqual({ count: 10, isComplete: true });
});

test('wherever it is killed, the next run finishes, and another organization keeps all it has', async () => {
  await fill('org_40', 4);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({
    ...{ endpoint: tables.endpoint, region: 'eu-central-1', credentials, maxAttempts: 1 },
  });
  const process = new DyingProcess();
  client.middlewareStack.add(
    (next) => async (args) => {
      process.call();
      return next(args);
    },
    { step: 'initialize' },
  );
  const table = createTable(client, 'store');
  for (let diesAt = 1; ; diesAt += 1) {
    await fill('org_4', 30);
    process.live(diesAt);
    const survived = await erase('org_4', {}, table).then(
      () => true,
      () => false,
    );
    // Two pages are two queries; with 30 deletions these are all its calls.
    if (survived) {
      expect(diesAt).toBe(33);
      break;
    }
    expect(await erase('org_4')).toMatchObject({ isComplete: true });
    expect(await left('org_4')).toEqual([]);
  }
  expect([await left('org_4'), (await left('org_40')).length]).toEqual([[], 4]);
  client.destroy();
}, 60_000);

test('an organization with 5,000 items', { timeout: 120_000 }, async () => {
  await fill('org_5', 5_000);
  expect(await erase('org_5')).toEqual({ count: 5_000, isComplete: true });
  expect(await left('org_5')).toEqual([]);
});
