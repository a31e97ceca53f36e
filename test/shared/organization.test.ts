import { afterAll, beforeAll, expect, test } from 'vitest';
import { contextOfOrganization, readPlan } from '../../shared/organization.ts';
import { permissions } from '../../shared/permission.ts';
import { startTables, type Tables } from './table.ts';

let tables: Tables;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

const work = { requestId: 'r1', orgId: 'org_1', actor: { type: 'user', id: 'usr_1' }, now: 5 } as const;

test('work without a request may do all of one organization, in the name of who ordered it, with its plan of today', async () => {
  await tables.table.put({ pk: 'ORG#org_1', sk: 'ORG', id: 'org_1', plan: 'pro', name: 'Acme' });
  const ctx = await contextOfOrganization(tables.table, work);
  expect(ctx).toMatchObject({ ...work, plan: 'pro', permissions: new Set(permissions) });
  expect(ctx).not.toHaveProperty('projects');
});

test('an organization that is gone has neither a plan nor a context', async () => {
  expect(await readPlan(tables.table, 'org_2')).toBeUndefined();
  expect(await contextOfOrganization(tables.table, { ...work, orgId: 'org_2' })).toBeUndefined();
});
