import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';

import type { Table } from '../../../shared/dynamo.ts';
import { eraseOrganization } from '../../../shared/erase-organization.ts';
import { organizationPrefix } from '../../../shared/organization-prefix.ts';
import { auditOutcome, type Guardian, type GuardianWorld, startGuardian } from './test/guardian-world.ts';

let world: GuardianWorld;
beforeAll(async () => {
  world = await startGuardian();
});
afterAll(() => world.close());

const tablesOf = (guardian: Guardian): Table[] => [guardian.deps.tests.table, world.table];
const erase = async (guardian: Guardian) => {
  const input = { orgId: guardian.orgId, until: Number.POSITIVE_INFINITY };
  for (const table of tablesOf(guardian)) await eraseOrganization({ deps: { table, now: Date.now }, input });
};
const left = async (guardian: Guardian) => {
  const query = { pk: `ORG#${guardian.orgId}`, limit: 1_000 };
  const items = await Promise.all(tablesOf(guardian).map((table) => table.query(z.object({ sk: z.string() }), query)));
  return items.flat().map(({ sk }) => sk);
};

test('a test whose organization goes while it runs leaves no record and no event; a late report is where the next look is', async () => {
  const guardian = await world.organization();
  const task = await guardian.submit();
  guardian.audit = async () => {
    await erase(guardian);
    return auditOutcome();
  };
  expect(await guardian.work(task)).toEqual({ batchItemFailures: [] });
  expect(await guardian.scene.sweepAfter(7_200_000)).toEqual({ mended: 0, failed: 0 });
  expect(await left(guardian)).toEqual([]);
  expect(guardian.scene.bus.types).not.toContain('guardian.test.completed.v1');
  const keys = [...guardian.objects.kept.keys()];
  expect(keys.filter((key) => !key.startsWith(organizationPrefix(guardian.orgId)))).toEqual([]);
});
