import * as z from 'zod';
import { isConditionFailed, type Table } from '../../../../shared/dynamo.ts';
import type { Write } from '../../../../shared/dynamo-transaction.ts';
import { AppError } from '../../../../shared/errors.ts';
import type { Page } from '../../../../shared/page.ts';
import { Submission } from '../../../../shared/task/submission.ts';
import { type DuePage, readDue } from '../due/store.ts';
import { Run } from './run.ts';

const prefixOf = (scheduleId: string) => `RUN#${scheduleId}#`;
const runKey = (orgId: string, scheduleId: string, dueAt: string) => ({
  pk: `ORG#${orgId}`,
  sk: prefixOf(scheduleId) + dueAt,
});

/** Partition of the sparse index that holds every run whose submission is not known to be sent. */
const owedIndex = 'SCHEDULE-RUN';
/** How long whoever wrote a run has to send it, before a ticker takes it for left behind: less than from tick to tick. */
const patienceMs = 15_000;

/** A run that still owes its submission to the queue. */
export const OwedRun = z.object({
  orgId: z.string(),
  scheduleId: z.string(),
  dueAt: z.string(),
  submission: Submission,
});
export type OwedRun = z.infer<typeof OwedRun>;

export interface RunStore {
  /** Newest first. */
  list(orgId: string, scheduleId: string, page: { limit: number; cursor?: string }): Promise<Page<Run>>;
  listOwed(now: number, limit: number, after?: DuePage<never>['after']): Promise<DuePage<OwedRun>>;
  /** The submission is in the queue; nothing is owed any more. */
  sent(run: Pick<OwedRun, 'orgId' | 'scheduleId' | 'dueAt'>): Promise<void>;
}

export function createRunStore(table: Table): RunStore {
  return {
    async list(orgId, scheduleId, { limit, cursor }) {
      const runs = await table.query(Run, {
        ...{ pk: `ORG#${orgId}`, skPrefix: prefixOf(scheduleId), limit: limit + 1, isDescending: true },
        ...(cursor !== undefined && { after: runKey(orgId, scheduleId, decodeCursor(cursor)) }),
      });
      const items = runs.slice(0, limit);
      const last = items.at(-1);
      return { items, ...(runs.length > limit && last && { nextCursor: encodeCursor(last.dueAt) }) };
    },
    listOwed: (now, limit, after) =>
      readDue(table, OwedRun, { partition: owedIndex, now, limit, ...(after && { after }) }),
    async sent({ orgId, scheduleId, dueAt }) {
      const remove = ['gsi1pk', 'gsi1sk', 'submission'];
      try {
        await table.update(runKey(orgId, scheduleId, dueAt), { remove }, { when: 'attribute_exists(pk)' });
      } catch (error) {
        // The run was older than the history of the plan, and the table has let it go: nothing is owed either.
        if (!isConditionFailed(error)) throw error;
      }
    },
  };
}

interface NewRun {
  readonly orgId: string;
  readonly scheduleId: string;
  readonly run: Run;
  /** What is owed for it. */
  readonly submission?: Submission | undefined;
  readonly now: number;
  readonly historyDays: number;
}

/** Part of a transaction; fails when there is a run of that due time already. */
export function newRun(
  table: Table,
  { orgId, scheduleId, run, submission, now, historyDays }: NewRun,
): Write & { table: Table } {
  const owed = submission && {
    submission,
    gsi1pk: owedIndex,
    gsi1sk: new Date(now + patienceMs).toISOString(),
  };
  const ttl = Math.floor(now / 1_000) + historyDays * 24 * 3_600;
  return {
    table,
    put: { ...runKey(orgId, scheduleId, run.dueAt), orgId, scheduleId, ...run, ttl, ...owed },
    condition: { when: 'attribute_not_exists(pk)' },
  };
}

function encodeCursor(dueAt: string): string {
  return Buffer.from(dueAt).toString('base64url');
}

function decodeCursor(cursor: string): string {
  const dueAt = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!z.iso.datetime().safeParse(dueAt).success) {
    throw new AppError('invalid_cursor', 'This cursor was not issued by us.');
  }
  return dueAt;
}
