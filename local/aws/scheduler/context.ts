import type { DatabaseSync } from 'node:sqlite';
import type { Outbound } from '../outbound/outbound.ts';
import type { Clock } from '../service.ts';
import type { ClientTokens } from './client-token.ts';
import type { Groups } from './group-operations.ts';
import type { ScheduleStore } from './schedule-store.ts';

/** What the operations of one Scheduler work on. */
export interface SchedulerContext {
  readonly database: DatabaseSync;
  readonly clock: Clock;
  readonly outbound: Outbound;
  readonly schedules: ScheduleStore;
  readonly groups: Groups;
  readonly clientTokens: ClientTokens;
  /** Told when the next run of any schedule may have changed. */
  readonly rescheduled: () => void;
}
