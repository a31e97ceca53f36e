import type { Table } from '../../../shared/dynamo.ts';
import type { Write } from '../../../shared/dynamo-transaction.ts';
import { type Page, readPage } from '../../../shared/page.ts';
import { type DuePage, readDue } from './due/store.ts';
import { ScheduleCount, StoredSchedule } from './schedule.ts';

type TableWrite = Write & { readonly table: Table };

const prefix = 'SCHEDULE#';
const scheduleKey = (orgId: string, id: string) => ({ pk: `ORG#${orgId}`, sk: prefix + id });
const countKey = (orgId: string) => ({ pk: `ORG#${orgId}`, sk: 'SCHEDULE-COUNT' });

/** Partition of the sparse index that holds every schedule with a due time, by that time. */
const dueIndex = 'SCHEDULE';

export interface ScheduleStore {
  get(orgId: string, id: string): Promise<StoredSchedule | undefined>;
  /** Oldest first. */
  list(
    orgId: string,
    query: {
      readonly limit: number;
      readonly cursor?: string;
      readonly projectId?: string;
      /** What the reader may see of these. */
      readonly keep: (schedules: StoredSchedule[]) => Promise<StoredSchedule[]>;
    },
  ): Promise<Page<StoredSchedule>>;
  count(orgId: string): Promise<ScheduleCount>;
  /** The ids of the oldest ones that are not paused. */
  enabledIds(orgId: string, limit: number): Promise<string[]>;
  listDue(now: number, limit: number, after?: DuePage<never>['after']): Promise<DuePage<StoredSchedule>>;
}

export function createScheduleStore(table: Table): ScheduleStore {
  return {
    get: (orgId, id) => table.get(StoredSchedule, scheduleKey(orgId, id)),
    list: (orgId, { projectId, ...query }) =>
      readPage(table, StoredSchedule, {
        ...{ pk: `ORG#${orgId}`, prefix, ...query },
        ...(projectId && { filter: { when: '#projectId = :project', values: { ':project': projectId } } }),
      }),
    count: async (orgId) => (await table.get(ScheduleCount, countKey(orgId))) ?? { total: 0, enabled: 0 },
    async enabledIds(orgId, limit) {
      const enabled = await table.query(StoredSchedule.pick({ id: true }), {
        ...{ pk: `ORG#${orgId}`, skPrefix: prefix, limit },
        filter: { when: '#enabled = :true', values: { ':true': true } },
      });
      return enabled.map(({ id }) => id);
    },
    listDue: (now, limit, after) =>
      readDue(table, StoredSchedule, { partition: dueIndex, now, limit, ...(after && { after }) }),
  };
}

function itemOf(schedule: StoredSchedule) {
  const { orgId, id, nextRunAt } = schedule;
  return { ...scheduleKey(orgId, id), ...schedule, ...(nextRunAt && { gsi1pk: dueIndex, gsi1sk: nextRunAt }) };
}

/** Part of a transaction. */
export function newSchedule(table: Table, schedule: StoredSchedule): TableWrite {
  return { table, put: itemOf(schedule), condition: { when: 'attribute_not_exists(pk)' } };
}

/** Part of a transaction; fails when anything was written to the schedule since `before` was read. `after` says all of it. */
export function scheduleSaved(
  table: Table,
  before: StoredSchedule,
  after: Omit<StoredSchedule, 'revision'>,
): TableWrite {
  return { table, put: itemOf({ ...after, revision: before.revision + 1 }), condition: isAt(before) };
}

/** Part of a transaction; fails like `scheduleSaved`. */
export function scheduleGone(table: Table, before: StoredSchedule): TableWrite {
  return { table, delete: scheduleKey(before.orgId, before.id), condition: isAt(before) };
}

function isAt({ revision }: StoredSchedule) {
  return { when: '#revision = :revision', values: { ':revision': revision } };
}

/** Part of a transaction: adds to what an organization has; fails when a counter that has a limit here has reached it. */
export function schedulesCounted(
  table: Table,
  orgId: string,
  add: Partial<ScheduleCount>,
  below: Partial<ScheduleCount> = {},
): TableWrite {
  const limits = Object.entries(below);
  const when = limits.map(([name]) => `(attribute_not_exists(#${name}) OR #${name} < :${name})`).join(' AND ');
  const values = Object.fromEntries(limits.map(([name, limit]) => [`:${name}`, limit]));
  return {
    ...{ table, update: countKey(orgId), change: { add } },
    ...(limits.length > 0 && { condition: { when, values } }),
  };
}
