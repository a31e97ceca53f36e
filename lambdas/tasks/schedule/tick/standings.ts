import type { Table } from '../../../../shared/dynamo.ts';
import { planLimits } from '../../../../shared/plan.ts';
import type { PausedBecause, StoredSchedule } from '../schedule.ts';
import { readStanding, type Standing } from '../standing/store.ts';
import type { ScheduleStore } from '../store.ts';

type Subject = Pick<StoredSchedule, 'orgId' | 'projectId' | 'id'>;
type Reason = Pick<PausedBecause, 'code' | 'detail'>;

export interface Standings {
  of(schedule: Subject): Promise<Standing>;
  /** Why a schedule may not run any more; undefined when it may. */
  reasonToPause(schedule: Subject): Promise<Reason | undefined>;
}

/** Remembers what it has read, so it is made anew for every tick. */
export function createStandings(deps: {
  readonly accounts: Table;
  readonly schedules: Pick<ScheduleStore, 'count' | 'enabledIds'>;
}): Standings {
  const standings = remembered(({ orgId, projectId }: Subject) => readStanding(deps.accounts, orgId, projectId));
  const of = (schedule: Subject) => standings(`${schedule.orgId} ${schedule.projectId}`, schedule);

  const overLimit = remembered(async ({ orgId }: Subject, limit: number) => {
    const { enabled } = await deps.schedules.count(orgId);
    return enabled <= limit ? undefined : new Set(await deps.schedules.enabledIds(orgId, limit));
  });

  return {
    of,
    async reasonToPause(schedule) {
      const { plan, hasProject } = await of(schedule);
      if (!plan) return { code: 'organization_gone', detail: 'The organization does not exist any more.' };
      if (!hasProject) return { code: 'project_gone', detail: 'The project of this schedule does not exist any more.' };
      const { schedules: limit } = planLimits[plan];
      const oldest = await overLimit(schedule.orgId, schedule, limit);
      if (!oldest || oldest.has(schedule.id)) return undefined;
      const detail = `The ${plan} plan includes ${limit} schedules; the oldest ones run.`;
      return { code: 'plan_limit', detail };
    },
  };
}

/** One call for each key, whoever asks; one that failed is tried again. */
function remembered<Args extends unknown[], Value>(read: (...args: Args) => Promise<Value>) {
  const known = new Map<string, Promise<Value> | undefined>();
  return (key: string, ...args: Args): Promise<Value> => {
    const value = known.get(key) ?? read(...args);
    known.set(key, value);
    value.catch(() => known.set(key, undefined));
    return value;
  };
}
