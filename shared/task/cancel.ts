import type { Engine } from './announce.ts';
import { end } from './end.ts';
import { isFinished, type StoredTask } from './task.ts';

/**
 * A queued task ends here, whatever it waits for, and its open children with it; a running one is asked to stop, and sees
 * it within seconds. A task that has ended is replied as it is.
 * @returns the task after it
 */
export async function cancelTask(deps: Engine, task: StoredTask, now: number): Promise<StoredTask> {
  let current = task;
  for (;;) {
    if (isFinished(current.status)) return current;
    const moved =
      current.status === 'running'
        ? await deps.store.requestCancel(current, now)
        : await end(deps, current, { status: 'cancelled' }, now);
    if (moved) return moved;
    // It moved between the read and the write, which it does a few times in its life at most: look again.
    const fresh = await deps.store.get(current.orgId, current.id);
    if (!fresh) return current;
    current = fresh;
  }
}
