import * as z from 'zod';
import { isConditionFailed, type Table } from '../dynamo.ts';
import type { Condition } from '../dynamo-expression.ts';
import type { Write } from '../dynamo-transaction.ts';
import { dueAt, laneKey, outboxMs, waitKey, waitPrefix } from './keys.ts';
import type { StoredTask } from './task.ts';
import { type TaskType, taskTypeOf } from './type.ts';

type TableWrite = Write & { readonly table: Table };
type Place = Pick<StoredTask, 'orgId' | 'type' | 'plan'>;
type InLine = Pick<StoredTask, 'orgId' | 'type' | 'id' | 'priority' | 'waitKey'>;

/** How many tasks of one type an organization has at work, how many wait for their turn, and how many its plan lets work. */
export const Lane = z.object({
  active: z.int(),
  waiting: z.int().default(0),
  limit: z.int(),
});
export type Lane = z.infer<typeof Lane>;

export async function readLane(table: Table, orgId: string, type: TaskType): Promise<Lane> {
  return (await table.get(Lane, laneKey(orgId, type))) ?? { active: 0, waiting: 0, limit: 0 };
}

/** The ids of those that wait, first to be admitted first. A consistent read. */
export async function readLine(table: Table, orgId: string, type: TaskType, limit: number): Promise<Waiting[]> {
  return table.query(Waiting, { pk: `ORG#${orgId}`, skPrefix: waitPrefix(type), limit });
}
const Waiting = z.object({ taskId: z.string(), sk: z.string() });
export type Waiting = z.infer<typeof Waiting>;

/** A new submit knows the plan of today, which then holds for all that wait; an older task knows only the plan of its day. */
function limitOf(place: Place, isNew: boolean) {
  const limit = taskTypeOf(place.type).concurrency[place.plan];
  return isNew ? { set: { limit } } : { setOnce: { limit } };
}

/** A slot for a task that does not wait; fails when none is free, or others wait. */
export function takeSlot(table: Table, place: Place, isNew: boolean): TableWrite {
  const limit = taskTypeOf(place.type).concurrency[place.plan];
  const isFree = isNew
    ? '(attribute_not_exists(#active) OR #active < :limit)'
    : '(attribute_not_exists(#active) OR #active < #limit)';
  const when = `${isFree} AND (attribute_not_exists(#waiting) OR #waiting = :none)`;
  const values = { ':none': 0, ...(isNew && { ':limit': limit }) };
  return {
    table,
    update: laneKey(place.orgId, place.type),
    change: { add: { active: 1 }, ...limitOf(place, isNew) },
    condition: { when, values },
  };
}

/** A place in the line; fails when a slot could be taken, so that nobody waits for what is free. */
export function joinLine(
  table: Table,
  place: Place & Pick<StoredTask, 'id' | 'priority'>,
  isNew: boolean,
  now: number,
): { lane: TableWrite; place: TableWrite } {
  const limit = taskTypeOf(place.type).concurrency[place.plan];
  const { set, setOnce } = { set: undefined, setOnce: undefined, ...limitOf(place, isNew) };
  const condition: Condition = {
    when: `#active >= ${isNew ? ':limit' : '#limit'} OR #waiting > :none`,
    values: { ':none': 0, ...(isNew && { ':limit': limit }) },
  };
  const sk = waitKey(place.type, place.priority, place.id);
  return {
    lane: {
      table,
      update: laneKey(place.orgId, place.type),
      // From the first that waits until none does, the sweeper looks after the lane.
      change: {
        add: { active: 0, waiting: 1 },
        ...(set && { set }),
        setOnce: { ...dueAt(now + outboxMs), ...about(place), ...setOnce },
      },
      condition,
    },
    place: { table, put: { pk: `ORG#${place.orgId}`, sk, taskId: place.id } },
  };
}

/** What the sweeper must know of a lane that it finds in the index. */
const about = ({ orgId, type }: Place) => ({ orgId, type });

/** The slot of the first in the line; fails when none is free. */
export function admitFromLine(table: Table, task: StoredTask): { lane: TableWrite; place: TableWrite } {
  return {
    lane: {
      table,
      update: laneKey(task.orgId, task.type),
      change: { add: { active: 1, waiting: -1 } },
      condition: { when: '#active < #limit AND #waiting > :none', values: { ':none': 0 } },
    },
    place: leaving(table, task),
  };
}

/** Whatever it counts for in its lane counts no more. */
export function leaveLane(table: Table, task: InLine, holds: 'slot' | 'place'): TableWrite[] {
  const name = holds === 'slot' ? 'active' : 'waiting';
  const lane: TableWrite = {
    table,
    update: laneKey(task.orgId, task.type),
    change: { add: { [name]: -1 } },
    condition: { when: `#${name} > :none`, values: { ':none': 0 } },
  };
  return holds === 'slot' ? [lane] : [lane, leaving(table, task)];
}

function leaving(table: Table, task: InLine): TableWrite {
  const sk = task.waitKey ?? waitKey(task.type, task.priority, task.id);
  return { table, delete: { pk: `ORG#${task.orgId}`, sk }, condition: { when: 'attribute_exists(pk)' } };
}

/** The sweeper has looked; it looks again after a minute while anybody waits. Nothing when the organization is erased by now. */
export async function laneSeen(table: Table, orgId: string, type: TaskType, now: number): Promise<void> {
  try {
    await table.update(laneKey(orgId, type), { set: dueAt(now + outboxMs) }, { when: 'attribute_exists(pk)' });
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
  }
}

/** Nobody waits; fails when somebody does by now. */
export function laneIdle(table: Table, orgId: string, type: TaskType): TableWrite {
  return {
    table,
    update: laneKey(orgId, type),
    change: { remove: ['gsi1pk', 'gsi1sk'] },
    condition: { when: '#waiting = :none', values: { ':none': 0 } },
  };
}
