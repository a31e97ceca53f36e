import * as z from 'zod';
import type { Context } from './context.ts';
import type { Table } from './dynamo.ts';
import { permissions } from './permission.ts';
import { Plan } from './plan.ts';

const Organization = z.object({ plan: Plan });

/** The plan of an organization, from the record that the auth service keeps; undefined: there is none any more. */
export async function readPlan(table: Table, orgId: string): Promise<Plan | undefined> {
  return (await table.get(Organization, { pk: `ORG#${orgId}`, sk: 'ORG' }))?.plan;
}

/**
 * For work that an organization is done without a request: it was permitted when it was ordered, so it may do all, in the
 * name of who ordered it. Undefined when the organization is gone.
 */
export async function contextOfOrganization(
  table: Table,
  work: { readonly requestId: string; readonly orgId: string; readonly actor: Context['actor']; readonly now: number },
): Promise<Context | undefined> {
  const plan = await readPlan(table, work.orgId);
  if (!plan) return undefined;
  const source = { ip: '', userAgent: '' };
  return { ...work, source, plan, permissions: new Set(permissions), teams: new Set() };
}
