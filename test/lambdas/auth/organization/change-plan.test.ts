import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { changePlan } from '../../../../lambdas/auth/organization/change-plan.ts';
import {
  createOrganizationStore,
  newOrganization,
  organizationKey,
} from '../../../../lambdas/auth/organization/store.ts';
import { transact } from '../../../../shared/dynamo-transaction.ts';
import { newId } from '../../../../shared/id.ts';
import type { Plan } from '../../../../shared/plan.ts';
import { source, start } from '../../../shared/make-context.ts';
import { startTables, type Tables } from '../../../shared/table.ts';

let tables: Tables;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

const at = (second: number) => new Date(start + second * 1_000).toISOString();
const Pending = z.object({
  act: z.object({ action: z.string(), actor: z.unknown(), before: z.unknown(), after: z.unknown() }),
});

/** An organization on the free plan, and what its keys were told. */
async function scene() {
  const { client, table } = tables;
  const orgId = newId('organization', start);
  const organizations = createOrganizationStore(table);
  const createdAt = at(0);
  const organization = { id: orgId, name: 'Analytical', plan: 'free' as const, createdAt, version: 1 };
  const owner = { orgId, userId: newId('user', start), role: 'owner' as const, joinedAt: createdAt };
  await transact(client, newOrganization(table, organization, owner));
  const told: Plan[] = [];
  const keys = { setPlan: async (_: string, plan: Plan) => void told.push(plan) };
  const deps = { dynamo: client, table, organizations, apiKeys: keys };
  const change = (plan: Plan, occurredAt: string, eventId = 'evt_1') => {
    const ctx = { requestId: eventId, now: start, source };
    return changePlan({ ctx, deps, input: { orgId, plan, occurredAt, eventId } });
  };
  const plan = async () => (await organizations.get(orgId))?.plan;
  const audited = async () => {
    const items = await table.query(Pending, { pk: `ORG#${orgId}`, skPrefix: 'AUDIT-PENDING#', limit: 100 });
    return items.map(({ act }) => act);
  };
  return { orgId, table, keys, told, change, plan, audited };
}

describe('a change of plan', () => {
  test('reaches the organization, its keys and the audit log', async () => {
    const { change, plan, told, audited } = await scene();
    expect(await change('pro', at(1))).toBe('changed');
    expect([await plan(), told]).toEqual(['pro', ['pro']]);
    expect(await audited()).toEqual([
      {
        action: 'organization.plan-changed',
        actor: { type: 'system', id: 'billing' },
        before: { plan: 'free' },
        after: { plan: 'pro' },
      },
    ]);
  });

  test('that comes twice is made once', async () => {
    const { change, plan, audited } = await scene();
    expect([await change('pro', at(1)), await change('pro', at(1))]).toEqual(['changed', 'stale']);
    expect([await plan(), (await audited()).length]).toEqual(['pro', 1]);
  });

  test('never overwrites a later one, however its time is written', async () => {
    const { change, plan, told } = await scene();
    await change('enterprise', new Date(start + 500).toISOString(), 'evt_2');
    expect(await change('free', new Date(start).toISOString().replace('.000Z', 'Z'), 'evt_1')).toBe('stale');
    expect(await plan()).toBe('enterprise');
    expect(told).toEqual(['enterprise', 'enterprise']);
  });

  test('of the same millisecond is ordered by its event, whichever comes first', async () => {
    for (const order of [
      ['evt_a', 'evt_b'],
      ['evt_b', 'evt_a'],
    ]) {
      const { change, plan } = await scene();
      for (const event of order) await change(event === 'evt_b' ? 'enterprise' : 'pro', at(1), event);
      expect(await plan()).toBe('enterprise');
    }
  });

  test('to the plan that it has moves the time on and is not audited', async () => {
    const { change, plan, audited } = await scene();
    await change('pro', at(1), 'evt_1');
    expect(await change('pro', at(3), 'evt_3')).toBe('changed');
    expect(await change('free', at(2), 'evt_2')).toBe('stale');
    expect([await plan(), (await audited()).length]).toEqual(['pro', 1]);
  });

  test('of an organization that is gone does nothing', async () => {
    const { change, table, orgId, told } = await scene();
    await table.delete(organizationKey(orgId));
    expect(await change('pro', at(1))).toBe('stale');
    expect(told).toEqual([]);
  });
});

describe('a delivery that ended early', () => {
  test('is made whole by the next one', async () => {
    const { change, keys, told } = await scene();
    const { setPlan } = keys;
    keys.setPlan = () => Promise.reject(new Error('ended'));
    await expect(change('pro', at(1))).rejects.toThrow('ended');
    keys.setPlan = setPlan;
    expect(await change('pro', at(1))).toBe('stale');
    expect(told).toEqual(['pro']);
  });
});

describe('changes at once', () => {
  test('leave the latest, whatever the order in which they are made', async () => {
    const { change, plan } = await scene();
    const plans: Plan[] = ['pro', 'enterprise', 'free', 'pro', 'enterprise', 'free', 'pro', 'enterprise'];
    await Promise.all(plans.map((each, nth) => change(each, at(nth), `evt_${nth}`)));
    expect(await plan()).toBe('enterprise');
  });

  test('leave the keys with the plan of the organization, also when an older one tells them last', async () => {
    const { change, keys, told, plan } = await scene();
    const { setPlan } = keys;
    const [isTelling, mayTell] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    keys.setPlan = async (orgId, each) => {
      isTelling.resolve();
      await mayTell.promise;
      await setPlan(orgId, each);
    };
    const slow = change('pro', at(1), 'evt_1');
    await isTelling.promise;
    keys.setPlan = setPlan;
    await change('enterprise', at(2), 'evt_2');
    mayTell.resolve();
    await slow;
    expect(await plan()).toBe('enterprise');
    expect(told).toEqual(['enterprise', 'pro', 'enterprise']);
  });
});
