import { admitNext, expiry } from '../../../shared/task/admission.ts';
import { announce, follow, needsMessage } from '../../../shared/task/announce.ts';
import { buryWorker } from '../../../shared/task/arrive.ts';
import { cancelChildren } from '../../../shared/task/cancel-children.ts';
import { askedAgain } from '../../../shared/task/child-store.ts';
import { persist } from '../../../shared/task/contended.ts';
import { delayOf, isExpired } from '../../../shared/task/due.ts';
import { end } from '../../../shared/task/end.ts';
import type { AttemptDeps } from '../../../shared/task/end-attempt.ts';
import { laneIdle, laneSeen, readLane } from '../../../shared/task/lane.ts';
import type { DueItem } from '../../../shared/task/overdue.ts';
import type { Submission, SubmissionQueue } from '../../../shared/task/submission.ts';
import type { StoredTask } from '../../../shared/task/task.ts';
import { isFinished } from '../../../shared/task/task.ts';
import { readied } from '../../../shared/task/transition.ts';

export interface SweepDeps extends AttemptDeps {
  readonly submissions: SubmissionQueue;
}

/** Less than the function has, so that what is under way ends by itself. */
const budgetMs = 40_000;
const atOnce = 10;

/**
 * Mends what a crash left undone, from the index of what has passed its due time: a queued task gets its message again, one
 * that waited too long ends, a worker that fell silent loses its task, a lane with free slots admits, a child is asked for
 * again, and every event goes out. All of it is harmless when it had been done already. It goes through all that is due, as
 * far as its time reaches, and past what cannot be mended.
 */
export async function sweep(deps: SweepDeps): Promise<{ mended: number; failed: number }> {
  const began = deps.now();
  const counts = { mended: 0, failed: 0 };
  for await (const page of deps.store.overdue(began)) {
    for (let at = 0; at < page.length; at += atOnce) {
      if (deps.now() - began > budgetMs) return counts;
      const results = await Promise.allSettled(page.slice(at, at + atOnce).map(async (item) => mend(deps, item)));
      for (const result of results) {
        counts[result.status === 'fulfilled' ? 'mended' : 'failed'] += 1;
        if (result.status === 'rejected') deps.log.error('what is overdue could not be mended', result.reason);
      }
    }
  }
  return counts;
}

async function mend(deps: SweepDeps, item: DueItem): Promise<void> {
  if (item.kind === 'broken') throw item.error;
  if (item.kind === 'lane') return mendLane(deps, item.lane);
  if (item.kind === 'child') return mendChild(deps, item.submission);
  return mendTask(deps, item.task);
}

async function mendTask(deps: SweepDeps, overdue: StoredTask): Promise<void> {
  const now = deps.now();
  // The index is read with a delay, and holds no progress that was made since.
  const task = await deps.store.get(overdue.orgId, overdue.id);
  if (!task || task.revision !== overdue.revision) return;
  if (task.status === 'running') return buryWorker(deps, task, now);
  if (isExpired(task, now)) return void (await end(deps, task, expiry, now));
  if (isFinished(task.status)) return mendEnd(deps, task, now);
  if (task.hold === 'children') return wake(deps, task, now);
  await announce(deps, task);
  if (needsMessage(task, now)) {
    await deps.queue.send(task, { delaySeconds: delayOf(task, now), told: task.revision });
  }
  await deps.store.settle(task, now);
}

async function mendEnd(deps: SweepDeps, task: StoredTask, now: number): Promise<void> {
  await announce(deps, task);
  await deps.store.settle(task, now);
  if (task.leavesChildren) await cancelChildren(deps, task, now);
}

/** The transaction of its last child wakes a parent, so this finds one that sleeps on rightly; and says so again later. */
async function wake(deps: SweepDeps, task: StoredTask, now: number): Promise<void> {
  await announce(deps, task);
  const { children } = task;
  if (children && children.finished < children.total) return deps.store.settle(task, now);
  const { task: ready } = await deps.store.move(task, readied(task, now), now);
  if (ready) await follow(deps, ready, now);
}

async function mendLane(deps: SweepDeps, { orgId, type }: Extract<DueItem, { kind: 'lane' }>['lane']): Promise<void> {
  const now = deps.now();
  const { table, dynamo } = deps.store;
  await admitNext(deps, orgId, type, now);
  const { waiting } = await readLane(table, orgId, type);
  const isIdle = waiting === 0 && (await persist(dynamo, { lane: laneIdle(table, orgId, type) })).size === 0;
  if (!isIdle) await laneSeen(table, orgId, type, now);
}

async function mendChild(deps: SweepDeps, submission: Submission): Promise<void> {
  const { orgId, parent } = submission;
  await deps.submissions.send(submission);
  if (!parent) return;
  await persist(deps.store.dynamo, { child: askedAgain(deps.store.table, orgId, parent, deps.now()) });
}
