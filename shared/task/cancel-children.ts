import { type Engine, follow } from './announce.ts';
import { cancelTask } from './cancel.ts';
import { type Child, concluded, readChildren } from './child-store.ts';
import { persist } from './contended.ts';
import { countEnd } from './parent.ts';
import { historyTtl } from './result.ts';
import { isFinished, type StoredTask } from './task.ts';

/**
 * Cancels what a parent that has ended left open, also children whose task is not there yet. Repeated until none is left:
 * the mark on the parent goes when all are cancelled, and until then the sweeper comes back.
 */
export async function cancelChildren(deps: Engine, parent: StoredTask, now: number): Promise<void> {
  for (const child of await readChildren(deps.store.table, parent)) {
    if (child.status === 'asked') await cancelAsked(deps, parent, child, now);
    else if (!isFinished(child.status)) await cancelChild(deps, parent, child, now);
  }
  const left = await deps.store.get(parent.orgId, parent.id);
  if (left?.leavesChildren) await deps.store.move(left, { leavesChildren: undefined }, now);
}

async function cancelChild(deps: Engine, parent: StoredTask, child: Child, now: number): Promise<void> {
  const task = await deps.store.get(parent.orgId, child.taskId);
  if (task && !isFinished(task.status)) await cancelTask(deps, task, now);
}

/** Its submission finds the child ended, and makes no task. */
async function cancelAsked(deps: Engine, parent: StoredTask, child: Child, now: number): Promise<void> {
  const { table, dynamo } = deps.store;
  for (;;) {
    const told = await countEnd(deps.store, parent.orgId, parent.id, 'cancelled', now);
    const end = { status: 'cancelled', ttl: historyTtl(parent, now) } as const;
    const address = { taskId: parent.id, key: child.key };
    const failed = await persist(dynamo, {
      child: concluded(table, parent.orgId, address, end, 'asked'),
      ...told.writes,
    });
    if (failed.size === 0) return void (told.woken && (await follow(deps, told.woken, now)));
    if (failed.has('child')) return cancelChild(deps, parent, child, now);
  }
}
