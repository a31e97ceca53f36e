import { admitOrWait, expiry } from './admission.ts';
import { follow } from './announce.ts';
import { delayOf, isExpired } from './due.ts';
import { end } from './end.ts';
import { type AttemptDeps, loseWorker } from './end-attempt.ts';
import type { StoredTask } from './task.ts';
import { claimed, lined, takenOver } from './transition.ts';
import { taskTypeOf } from './type.ts';

/**
 * What becomes of a task whose message has come: it is claimed for this worker when its turn has come, goes on waiting when
 * not, or loses the worker that it had when that one fell silent.
 * @returns the task as the worker has it, with the events that are still to be told, or undefined when there is nothing to run
 */
export async function arrive(
  deps: AttemptDeps,
  task: StoredTask,
  message: { readonly told?: number | undefined },
): Promise<StoredTask | undefined> {
  const now = deps.now();
  if (task.status === 'running') return buryWorker(deps, task, now);
  if (task.status !== 'queued' || task.hold === 'lane' || task.hold === 'children') return undefined;
  if (isExpired(task, now)) return void (await end(deps, task, expiry, now));
  if (isTooNew(deps, task)) return void (await deps.queue.send(task, { delaySeconds: newerRetrySeconds }));
  const left = delayOf(task, now);
  if (left === undefined || left > 0) {
    // Debounced, or sent by a clock that is ahead of ours. When SQS cannot hold it for so long, the sweeper sends it.
    if (left !== undefined) await deps.queue.send(task, { delaySeconds: left, told: message.told });
    return undefined;
  }
  return claim(deps, task, now, message.told);
}

async function claim(deps: AttemptDeps, task: StoredTask, now: number, told: number | undefined) {
  const owner = crypto.randomUUID();
  const change = claimed(task, owner, now, told);
  if (task.hold === 'queue') return (await deps.store.move(task, change, now)).task;
  let next = task;
  const { place } = placed(
    await admitOrWait(deps.store, task, { isNew: false, now }, (where) => {
      const here = where.hold === 'queue' ? change : lined(task, where.reason, where.waitKey, now);
      const { write, next: after } = deps.store.moving(task, here, now);
      next = after;
      return { task: write };
    }),
  );
  if (place?.hold === 'queue') return next;
  if (place) await follow(deps, told === task.revision ? { ...next, owed: [] } : next, now);
  return undefined;
}

/** A task that moved meanwhile has no place. */
function placed(outcome: Awaited<ReturnType<typeof admitOrWait>>) {
  return 'place' in outcome ? outcome : { place: undefined };
}

/** The message of a task that runs comes back when its worker has not held it back: then the lease tells whether it lives. */
export async function buryWorker(deps: AttemptDeps, task: StoredTask, now: number): Promise<undefined> {
  if (Date.parse(task.leaseExpiresAt ?? '') > now) return;
  const { task: mine } = await deps.store.move(task, takenOver(task, crypto.randomUUID(), now), now, {
    only: { when: '#leaseExpiresAt <= :now', values: { ':now': new Date(now).toISOString() } },
  });
  if (!mine) return;
  if (mine.cancelRequestedAt) await end(deps, mine, { status: 'cancelled' }, now);
  else await loseWorker(deps, mine);
}

const newerRetrySeconds = 60;

/** Made by a version of ours that is newer than this worker; a newer worker will be there soon. */
function isTooNew(deps: AttemptDeps, task: StoredTask): boolean {
  const isNewer = task.inputVersion > taskTypeOf(task.type).inputVersion;
  if (isNewer) deps.log.warn('a task of a newer version waits for its worker', { taskId: task.id, type: task.type });
  return isNewer;
}
