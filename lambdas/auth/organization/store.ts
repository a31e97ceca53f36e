import * as z from 'zod';
import { isConditionFailed, type Table } from '../../../shared/dynamo.ts';
import type { Condition, Update } from '../../../shared/dynamo-expression.ts';
import type { Write } from '../../../shared/dynamo-transaction.ts';
import type { Plan } from '../../../shared/plan.ts';
import { type Counter, Membership, Organization, type OrganizationChange } from './organization.ts';

type TableWrite = Write & { readonly table: Table };

export const organizationKey = (orgId: string) => ({ pk: `ORG#${orgId}`, sk: 'ORG' });
export const memberKey = (orgId: string, userId: string) => ({ pk: `ORG#${orgId}`, sk: `MEMBER#${userId}` });
/** Where a person is found by what they have: memberships (`ORG#`) and sessions (`SESSION#`). */
export const personIndex = (userId: string) => `USER#${userId}`;

/** Partition of the sparse index that holds every organization that is to be erased, by the time of it. */
const erasures = 'ORG-ERASURE';

export interface OrganizationStore {
  get(orgId: string): Promise<Organization | undefined>;
  getMany(orgIds: readonly string[]): Promise<Organization[]>;
  membership(orgId: string, userId: string): Promise<Membership | undefined>;
  /** All of them, in order of the organizations' ids. */
  membershipsOf(userId: string): Promise<Membership[]>;
  /** All owners of an organization. */
  owners(orgId: string): Promise<Membership[]>;
  /** The organizations whose time to be erased has come, oldest first. */
  dueForErasure(now: number, limit: number): Promise<string[]>;
}

/** One batch of reads; nobody is a member of more organizations. */
const membershipLimit = 100;
/** Far more owners than an organization has use for. */
const ownerLimit = 100;

export function createOrganizationStore(table: Table): OrganizationStore {
  return {
    get: (orgId) => table.get(Organization, organizationKey(orgId)),
    getMany: (orgIds) => table.getMany(Organization, orgIds.map(organizationKey)),
    membership: (orgId, userId) => table.get(Membership, memberKey(orgId, userId)),
    membershipsOf: (userId) =>
      table.query(Membership, { index: 'gsi1', pk: personIndex(userId), skPrefix: 'ORG#', limit: membershipLimit }),
    owners: (orgId) =>
      table.query(Membership, {
        ...{ pk: `ORG#${orgId}`, skPrefix: 'MEMBER#', limit: ownerLimit },
        filter: { when: '#role = :owner', values: { ':owner': 'owner' } },
      }),
    async dueForErasure(now, limit) {
      const skBefore = `${new Date(now).toISOString()}~`;
      const due = await table.query(z.object({ id: z.string() }), { index: 'gsi1', pk: erasures, skBefore, limit });
      return due.map(({ id }) => id);
    },
  };
}

/** An organization with its first member, as parts of the transaction that makes it. */
export function newOrganization(table: Table, organization: Organization, owner: Membership): TableWrite[] {
  const counters: Record<Counter, number> = {
    ...{ projectCount: 0, memberCount: 1, seatCount: 1, roleCount: 0, teamCount: 0 },
    ownerCount: owner.role === 'owner' ? 1 : 0,
  };
  return [
    { table, put: { ...organizationKey(organization.id), ...organization, ...counters } },
    newMembership(table, owner),
  ];
}

/** Part of a transaction; fails when the person is a member already. */
export function newMembership(table: Table, membership: Membership): TableWrite {
  const { orgId, userId } = membership;
  const indexed = { gsi1pk: personIndex(userId), gsi1sk: `ORG#${orgId}` };
  return {
    table,
    put: { ...memberKey(orgId, userId), ...membership, ...indexed },
    condition: { when: 'attribute_not_exists(pk)' },
  };
}

/**
 * Part of a transaction: adds to what an organization counts; fails when one counter is not in its bounds before, or the
 * organization is gone or being erased.
 */
export function count(
  table: Table,
  orgId: string,
  add: Partial<Record<Counter, number>>,
  bounds: { readonly below?: Partial<Record<Counter, number>>; readonly above?: Partial<Record<Counter, number>> } = {},
): TableWrite {
  const below = Object.entries(bounds.below ?? {});
  const above = Object.entries(bounds.above ?? {});
  const condition = {
    when: [
      alive,
      ...below.map(([name]) => `(attribute_not_exists(#${name}) OR #${name} < :below_${name})`),
      ...above.map(([name]) => `#${name} > :above_${name}`),
    ].join(' AND '),
    values: {
      ...Object.fromEntries(below.map(([name, value]) => [`:below_${name}`, value])),
      ...Object.fromEntries(above.map(([name, value]) => [`:above_${name}`, value])),
    },
  };
  return changed(table, orgId, { add }, condition);
}

const alive = 'attribute_exists(pk) AND attribute_not_exists(#erasureEvent)';

/** Part of a transaction: changes name or rules; fails when the version is not the expected one. */
export function settingsChanged(table: Table, { id, version }: Organization, change: OrganizationChange): TableWrite {
  const condition = { when: `${alive} AND ${isVersion}`, values: { ':version': version } };
  return changed(table, id, { set: { ...change, version: version + 1 } }, condition);
}

/**
 * Part of a transaction: the plan from `since` on, a text that sorts by time; fails when the plan is no longer that of
 * `before`, or is one of a later time.
 */
export function planChanged(table: Table, before: Organization, plan: Plan, since: string): TableWrite {
  const condition = {
    when: `${alive} AND #plan = :before AND (attribute_not_exists(#planSince) OR #planSince < :since)`,
    values: { ':before': before.plan, ':since': since },
  };
  return changed(table, before.id, { set: { plan, planSince: since }, add: { version: 1 } }, condition);
}

/** Items of the time before versions have none. */
const isVersion = '(#version = :version OR attribute_not_exists(#version))';

/** Part of a transaction: gives the organization until `at`; fails when it is to be deleted already. */
export function deletionScheduled(table: Table, orgId: string, at: string): TableWrite {
  const set = { deletionScheduledFor: at, gsi1pk: erasures, gsi1sk: `${at}#${orgId}` };
  const when = `${alive} AND attribute_not_exists(#deletionScheduledFor)`;
  return changed(table, orgId, { set, add: { version: 1 } }, { when });
}

/** Part of a transaction; fails when it is not to be deleted, or its erasure has begun. */
export function restored(table: Table, orgId: string): TableWrite {
  const change = { remove: ['deletionScheduledFor', 'gsi1pk', 'gsi1sk'], add: { version: 1 } };
  return changed(table, orgId, change, { when: `${alive} AND attribute_exists(#deletionScheduledFor)` });
}

function changed(table: Table, orgId: string, change: Update, { when, values }: Condition): TableWrite {
  const hasValues = values && Object.keys(values).length > 0;
  return {
    table,
    update: organizationKey(orgId),
    change,
    condition: hasValues ? { when, values } : { when },
  };
}

const AnyItem = z.looseObject({ pk: z.string(), sk: z.string() });
export type AnyItem = z.infer<typeof AnyItem>;

export interface ErasureStore {
  /** From now on nothing is added to it. Replies the id of the event that will tell of it; undefined when it is not due. */
  begin(orgId: string, eventId: string, now: number): Promise<string | undefined>;
  /** Some of all that is left, but for the organization itself. */
  left(orgId: string): Promise<AnyItem[]>;
  /** Sessions of a person in this organization. */
  sessions(orgId: string, userId: string): Promise<AnyItem[]>;
  /** What it was, when nothing is left of it. */
  end(orgId: string): Promise<void>;
}

const erasurePage = 100;

export function createErasureStore(table: Table): ErasureStore {
  return {
    async begin(orgId, eventId, now) {
      const isDue = '#deletionScheduledFor <= :now';
      const values = { ':now': new Date(now).toISOString() };
      try {
        const item = await table.update(
          organizationKey(orgId),
          { setOnce: { erasureEvent: eventId } },
          { when: isDue, values },
        );
        return z.object({ erasureEvent: z.string() }).parse(item).erasureEvent;
      } catch (error) {
        if (isConditionFailed(error)) return undefined;
        throw error;
      }
    },
    async left(orgId) {
      const items = await table.query(AnyItem, { pk: `ORG#${orgId}`, limit: erasurePage + 1 });
      return items.filter(({ sk }) => sk !== 'ORG');
    },
    sessions: (orgId, userId) =>
      table.query(AnyItem, {
        index: 'gsi1',
        ...{ pk: personIndex(userId), skPrefix: 'SESSION#', limit: erasurePage },
        filter: { when: '#orgId = :orgId', values: { ':orgId': orgId } },
      }),
    end: (orgId) => table.delete(organizationKey(orgId)),
  };
}
