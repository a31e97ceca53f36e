import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { AppError } from '../../../shared/errors.ts';
import { planLimits } from '../../../shared/plan.ts';
import { checkSnapshot, isSame, type NewSnapshot, type Snapshot } from './snapshot.ts';
import type { SnapshotStore } from './store.ts';

export interface SnapshotDeps {
  readonly snapshots: SnapshotStore;
  readonly projects: Table;
}

/**
 * Keeps what an analysis on somebody's own machine has come to, without a line of code.
 * @returns the snapshot as it is kept; sent again, as it was
 * @throws AppError `validation_failed` for numbers that contradict each other, `conflict` for another snapshot under the same id,
 * `not_found` for the project, `forbidden` for a credential of certain projects that names none
 */
export async function submitSnapshot(call: {
  ctx: Context;
  deps: SnapshotDeps;
  input: NewSnapshot;
}): Promise<{ snapshot: Snapshot; isDuplicate: boolean }> {
  const { ctx, deps, input } = call;
  checkSnapshot(input);
  if (ctx.projects && input.projectId === undefined) {
    throw new AppError('forbidden', 'This credential is for certain projects; name one of them.');
  }
  const snapshot: Snapshot = { ...input, receivedAt: new Date(ctx.now).toISOString() };
  const kept = await deps.snapshots.keep(ctx, deps.projects, snapshot, planLimits[ctx.plan].historyDays);
  if (!kept) throw new AppError('not_found', `There is no project ${input.projectId}.`);
  if (kept === snapshot) return { snapshot, isDuplicate: false };
  if (!isSame(kept, input)) {
    throw new AppError(
      'conflict',
      `There is another snapshot ${input.snapshotId}. Its id must be made of its content.`,
    );
  }
  return { snapshot: kept, isDuplicate: true };
}
