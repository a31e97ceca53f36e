import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Table } from '../../../../shared/dynamo.ts';
import { attempt } from '../../../../shared/dynamo-transaction.ts';
import { planLimits } from '../../../../shared/plan.ts';
import type { Submission } from '../../../../shared/task/submission.ts';
import type { Run } from '../run/run.ts';
import { newRun } from '../run/store.ts';
import type { StoredSchedule } from '../schedule.ts';
import { scheduleSaved, schedulesCounted } from '../store.ts';
import type { Standings } from './standings.ts';

export interface CommitDeps {
  readonly dynamo: DynamoDBClient;
  readonly table: Table;
  readonly standings: Standings;
}

/** What a step writes; the due time itself and those before it are two runs. */
export interface Step {
  /** The schedule as it is to be; its last run is added here. */
  readonly after: Omit<StoredSchedule, 'revision'>;
  readonly missed?: Run | undefined;
  readonly run?: Run | undefined;
  readonly submission?: Submission;
  /** Of the run that owes the submission. */
  readonly lastTask?: StoredSchedule['lastTask'];
}

/**
 * One transaction: the schedule moves on, and the runs are written, each once for a due time. Where there is a run of a due
 * time already (under an earlier definition, or by a clock that went ahead) the schedule only moves on.
 * @returns false when the schedule was written by somebody else since it was read; `isRun` tells whether `run` was written
 */
export async function commit(
  deps: CommitDeps,
  before: StoredSchedule,
  step: Step,
  now: number,
): Promise<{ isSaved: boolean; isRun: boolean }> {
  const { plan = 'free' } = await deps.standings.of(before);
  const about = { orgId: before.orgId, scheduleId: before.id, now, historyDays: planLimits[plan].historyDays };
  const { missed, run, submission, lastTask } = step;
  const isEnding = before.enabled && !step.after.enabled;
  let hasMissed = missed !== undefined;
  let hasRun = run !== undefined;
  for (;;) {
    const lastRun = (hasRun ? run : undefined) ?? (hasMissed ? missed : undefined) ?? before.lastRun;
    const after = { ...step.after, ...(lastRun && { lastRun }), ...(hasRun && lastTask && { lastTask }) };
    const failed = await attempt(deps.dynamo, {
      schedule: scheduleSaved(deps.table, before, after),
      ...(isEnding && { count: schedulesCounted(deps.table, before.orgId, { enabled: -1 }) }),
      ...(hasMissed && missed && { missed: newRun(deps.table, { ...about, run: missed }) }),
      ...(hasRun && run && { run: newRun(deps.table, { ...about, run, ...(submission && { submission }) }) }),
    });
    if (failed.size === 0) return { isSaved: true, isRun: hasRun };
    if (failed.has('schedule')) return { isSaved: false, isRun: false };
    hasMissed &&= !failed.has('missed');
    hasRun &&= !failed.has('run');
  }
}
