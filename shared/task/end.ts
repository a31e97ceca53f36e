import { admitNext } from './admission.ts';
import { type Engine, follow, leaveToSweeper } from './announce.ts';
import { cancelChildren } from './cancel-children.ts';
import { concluded } from './child-store.ts';
import { singleKey } from './keys.ts';
import { leaveLane } from './lane.ts';
import { countEnd } from './parent.ts';
import { isRefunded, refund } from './quota.ts';
import type { Alongside, Change } from './store.ts';
import { holdsSlot, type StoredTask } from './task.ts';
import { type End, ended } from './transition.ts';

/** Each round another child of the same parent has ended between our read of it and our write. */
const rounds = 120;

interface Told {
  readonly writes: Alongside;
  readonly woken?: StoredTask;
}
const nobody: Told = { writes: {} };

/**
 * Ends a task, from whatever it is: one transaction writes the end, settles its reservation, gives its slot or its place
 * back, frees its singleton key, keeps its result, and counts it with its parent, which the last child wakes.
 * @returns the task after it, or undefined when it has moved since it was read
 */
export async function end(
  deps: Engine,
  task: StoredTask,
  outcome: End,
  now: number,
  alongside: Alongside = {},
): Promise<StoredTask | undefined> {
  const { store } = deps;
  const change = ended(task, outcome, now);
  let isKnown = true;
  for (let round = 0; round < rounds; round += 1) {
    const parent = isKnown ? await tellParent(deps, task, outcome, change, now) : nobody;
    const moved = await store.move(task, change, now, {
      alongside: { ...releases(deps, task, outcome), ...alongside, ...parent.writes },
    });
    if (moved.task) {
      await afterEnd(deps, task, moved.task, parent.woken, now);
      return moved.task;
    }
    if (moved.failed.has('task')) return undefined;
    // The history of its parent, where it was a child, may be over when a child is tried again after its end.
    if (moved.failed.has('child')) isKnown = false;
    else if (!moved.failed.has('parent'))
      throw new Error(`The end of ${task.id} was refused by ${[...moved.failed].join()}.`);
  }
  throw new Error(`The parent of ${task.id} changed ${rounds} times meanwhile.`);
}

function releases({ store: { table } }: Engine, task: StoredTask, outcome: End): Alongside {
  return {
    ...(holdsSlot(task) && { lane: leaveLane(table, task, 'slot') }),
    ...(task.status === 'queued' && task.hold === 'lane' && { lane: leaveLane(table, task, 'place') }),
    ...(task.quota && isRefunded(task, outcome) && { quota: refund(table, task, task.quota) }),
    ...(task.singletonKey && { single: { table, delete: singleKey(task.orgId, task.type, task.singletonKey) } }),
  };
}

async function tellParent(
  { store }: Engine,
  task: StoredTask,
  { status, error, resultRef }: End,
  change: Change,
  now: number,
): Promise<Told> {
  if (!task.parentId || !task.parentKey) return nobody;
  const parent = { taskId: task.parentId, key: task.parentKey };
  const child = concluded(store.table, task.orgId, parent, { status, error, resultRef, ttl: change.ttl });
  if (task.isCounted) return { writes: { child } };
  const counted = await countEnd(store, task.orgId, parent.taskId, status, now);
  return { ...counted, writes: { child, ...counted.writes } };
}

async function afterEnd(
  deps: Engine,
  before: StoredTask,
  task: StoredTask,
  woken: StoredTask | undefined,
  now: number,
): Promise<void> {
  await follow(deps, task, now);
  if (woken) await follow(deps, woken, now);
  if (holdsSlot(before)) await freed(deps, before, now);
  if (task.leavesChildren) await leaveToSweeper(deps.log, task, () => cancelChildren(deps, task, now));
}

/** A slot of its lane is free. */
export async function freed(deps: Engine, task: StoredTask, now: number): Promise<void> {
  await leaveToSweeper(deps.log, task, async () => {
    await admitNext(deps, task.orgId, task.type, now);
  });
}
