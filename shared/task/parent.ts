import { counted, countsUnchanged } from './child-store.ts';
import type { Alongside, TaskStore } from './store.ts';
import type { FinalStatus, StoredTask } from './task.ts';
import { readied } from './transition.ts';

/**
 * The part of a child's end that its parent sees: one more has ended. The last one wakes a parent that waits. `parent` fails
 * when the parent has changed since it was read; then it is to be made anew.
 */
export async function countEnd(
  store: TaskStore,
  orgId: string,
  parentId: string,
  status: FinalStatus,
  now: number,
): Promise<{ writes: Alongside; woken?: StoredTask }> {
  const parent = await store.get(orgId, parentId);
  // Its history is shorter than the child's was long; nobody is there to be told.
  if (!parent?.children) return { writes: {} };
  const before = parent.children;
  const children = {
    total: before.total,
    finished: before.finished + 1,
    failed: before.failed + (status === 'succeeded' ? 0 : 1),
  };
  if (parent.status !== 'queued' || parent.hold !== 'children' || children.finished < children.total) {
    return { writes: { parent: counted(store.table, parent, before, children) } };
  }
  const { write, next } = store.moving(parent, { ...readied(parent, now), children }, now, countsUnchanged(before));
  return { writes: { parent: write }, woken: next };
}
