import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Table } from '../dynamo.ts';
import { type Engine, follow } from './announce.ts';
import { persist } from './contended.ts';
import { isExpired } from './due.ts';
import { end } from './end.ts';
import { waitKey } from './keys.ts';
import { admitFromLine, joinLine, leaveLane, readLane, readLine, takeSlot } from './lane.ts';
import type { Alongside } from './store.ts';
import type { StoredTask } from './task.ts';
import { admitted } from './transition.ts';
import { largestConcurrency, type TaskType } from './type.ts';
import type { WaitReason } from './waits.ts';

/** Where a task is from now on: it has a slot, or it waits for one. */
export type Place =
  | { readonly hold: 'queue' }
  | { readonly hold: 'lane'; readonly reason: WaitReason; readonly waitKey: string };

type Newcomer = Pick<StoredTask, 'orgId' | 'type' | 'plan' | 'priority' | 'id'>;

/** Each round the lane has changed between two of our transactions, from full to free or back. */
const rounds = 10;

/**
 * One transaction with a slot of the organization, or one with a place in its line; exactly one of them can happen.
 * @param isNew the plan is the one of this moment
 * @param writes what is written with either
 * @returns the place, or the names of those writes whose conditions failed
 */
export async function admitOrWait(
  store: { readonly table: Table; readonly dynamo: DynamoDBClient },
  task: Newcomer,
  { isNew, now }: { isNew: boolean; now: number },
  writes: (place: Place) => Alongside,
): Promise<{ readonly place: Place; readonly failed?: undefined } | { readonly failed: ReadonlySet<string> }> {
  for (let round = 0; round < rounds; round += 1) {
    const free: Place = { hold: 'queue' };
    const refused = await persist(store.dynamo, { lane: takeSlot(store.table, task, isNew), ...writes(free) });
    if (refused.size === 0) return { place: free };
    if (!onlyLane(refused)) return { failed: refused };

    const reason = await reasonToWait(store.table, task);
    const line: Place = { hold: 'lane', reason, waitKey: waitKey(task.type, task.priority, task.id) };
    const { lane, place } = joinLine(store.table, task, isNew, now);
    const failed = await persist(store.dynamo, { lane, line: place, ...writes(line) });
    if (failed.size === 0) return { place: line };
    if (!onlyLane(failed)) return { failed };
  }
  throw new Error(`The lane of ${task.orgId} for ${task.type} changed ${rounds} times meanwhile.`);
}

function onlyLane(failed: ReadonlySet<string>): boolean {
  return failed.size === 1 && failed.has('lane');
}

/** Would the largest plan have it at work now, after all that stand before it? */
async function reasonToWait(table: Table, { orgId, type }: Newcomer): Promise<WaitReason> {
  const { active, waiting } = await readLane(table, orgId, type);
  return active + waiting < largestConcurrency(type) ? 'plan-limit' : 'organization-concurrency';
}

const mostAtOnce = 10;

/**
 * Moves as many out of the line as there are slots. Whoever gives a slot up calls it; when that one dies before, the sweeper
 * does. Two at the same time are harmless: each admission is a transaction of its own.
 * @returns how many were admitted
 */
export async function admitNext(deps: Engine, orgId: string, type: TaskType, now: number): Promise<number> {
  const { store } = deps;
  let count = 0;
  for (;;) {
    const { active, waiting, limit } = await readLane(store.table, orgId, type);
    const free = Math.min(limit - active, waiting, mostAtOnce);
    if (free <= 0) return count;
    let moved = 0;
    for (const { taskId, sk } of await readLine(store.table, orgId, type, free)) {
      const task = await store.get(orgId, taskId);
      if (task?.hold !== 'lane' || task.waitKey !== sk) moved += await dropPlace(deps, orgId, type, sk, taskId, task);
      else if (await admit(deps, task, now)) [moved, count] = [moved + 1, count + 1];
    }
    if (moved < free) return count;
    if (free === waiting || free === limit - active) return count;
  }
}

/** @returns whether the head of the line has changed by it */
async function admit(deps: Engine, task: StoredTask, now: number): Promise<boolean> {
  if (isExpired(task, now)) return (await end(deps, task, expiry, now)) !== undefined;
  const alongside = admitFromLine(deps.store.table, task);
  const moved = await deps.store.move(task, admitted(task, now), now, { alongside });
  if (moved.task) await follow(deps, moved.task, now);
  return moved.task !== undefined;
}

/** The task has left without its place, which no write of ours does; should it be so, the line must not stand still. */
async function dropPlace(
  { store, log }: Engine,
  orgId: string,
  type: TaskType,
  sk: string,
  taskId: string,
  found: StoredTask | undefined,
): Promise<number> {
  const fresh = await store.get(orgId, taskId);
  if (fresh?.hold === 'lane' && fresh.waitKey === sk) return 0;
  const ghost = { orgId, type, id: taskId, priority: 0, ...found, waitKey: sk };
  const [lane, place] = leaveLane(store.table, ghost, 'place');
  const failed = await persist(store.dynamo, { lane, place });
  if (failed.size === 0) log.warn('a place in the line had no task', { taskId, type });
  return failed.size === 0 ? 1 : 0;
}

/** It waited for its first start longer than it was to. */
export const expiry = {
  status: 'timed-out',
  error: { code: 'expired_in_queue', detail: 'The task waited for its start until it expired; it is not counted.' },
  isOurs: true,
} as const;
