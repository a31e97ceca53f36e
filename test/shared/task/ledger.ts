import * as z from 'zod';
import type { Table } from '../../../shared/dynamo.ts';
import { holdsSlot, isFinished, StoredTask } from '../../../shared/task/task.ts';
import { type TaskType, taskTypeOf } from '../../../shared/task/type.ts';
import { openWait, waitedMs } from '../../../shared/task/waits.ts';

const AnyItem = z.looseObject({ sk: z.string(), gsi1sk: z.string().optional() });
type AnyItem = z.infer<typeof AnyItem>;

/** All that the table holds of one organization, and what is wrong with it. */
export interface Ledger {
  readonly tasks: readonly StoredTask[];
  /** What must hold at every moment. */
  readonly faults: readonly string[];
  /** What must hold besides when every task has ended. */
  readonly unrest: readonly string[];
}

export async function readLedger(table: Table, orgId: string): Promise<Ledger> {
  const items = await table.query(AnyItem, { pk: `ORG#${orgId}`, limit: 10_000 });
  const tasks = items.filter(({ sk }) => sk.startsWith('TASK#')).map((item) => StoredTask.parse(item));
  return {
    tasks,
    faults: [
      ...laneFaults(items, tasks),
      ...quotaFaults(items, tasks),
      ...tasks.flatMap(taskFaults),
      ...childFaults(items, tasks),
    ],
    unrest: [...tasks.flatMap(restless), ...leftovers(items)],
  };
}

function laneFaults(items: readonly AnyItem[], tasks: readonly StoredTask[]): string[] {
  return (['guardian.test', 'guardian.batch'] as const).flatMap((type: TaskType) => {
    const lane = items.find(({ sk }) => sk === `LANE#${type}`) ?? { active: 0, waiting: 0 };
    const mine = tasks.filter((task) => task.type === type);
    const active = mine.filter(holdsSlot).length;
    const waiting = mine.filter((task) => task.status === 'queued' && task.hold === 'lane');
    const places = items.filter(({ sk }) => sk.startsWith(`WAIT#${type}#`)).map(({ sk }) => sk);
    const limit = Math.max(...mine.map(({ plan }) => taskTypeOf(type).concurrency[plan]), 0);
    return [
      ...(lane.active === active ? [] : [`${type}: ${lane.active} active, in truth ${active}`]),
      ...((lane.waiting ?? 0) === waiting.length
        ? []
        : [`${type}: ${lane.waiting} waiting, in truth ${waiting.length}`]),
      ...(sameSet(
        places,
        waiting.map(({ waitKey }) => waitKey ?? ''),
      )
        ? []
        : [`${type}: places ${places.join()}`]),
      ...(active <= limit ? [] : [`${type}: ${active} at work, allowed are ${limit}`]),
    ];
  });
}

function quotaFaults(items: readonly AnyItem[], tasks: readonly StoredTask[]): string[] {
  const counted = items.filter(({ sk }) => sk.startsWith('QUOTA#')).reduce((sum, { used }) => sum + Number(used), 0);
  const held = tasks.reduce((sum, { quota }) => sum + (quota ? quota.reserved - quota.refunded : 0), 0);
  return counted === held ? [] : [`the month counts ${counted}, the tasks hold ${held}`];
}

function taskFaults(task: StoredTask): string[] {
  const open = openWait(task.waits) !== undefined;
  const { quota } = task;
  const settledWell = !quota || quota.used + quota.refunded <= quota.reserved;
  return [
    ...(open === (task.status === 'queued')
      ? []
      : [`${task.id} is ${task.status}, its wait is ${open ? 'open' : 'closed'}`]),
    ...(settledWell ? [] : [`${task.id} settled more than it reserved`]),
    ...waitFaults(task),
    ...(task.waits.slice(0, -1).every(({ to }) => to) ? [] : [`${task.id} waits twice at once`]),
    ...(task.waits.every(({ from, to }) => !to || from < to) ? [] : [`${task.id} has a wait of no length`]),
  ];
}

/** Of a task with one attempt at most, what it waited and what it ran is all of its life. */
function waitFaults(task: StoredTask): string[] {
  const { createdAt, finishedAt, startedAt } = task;
  const isOneRun = task.attempt <= 1 && task.redrives === 0 && !task.children && task.previousErrors.length === 0;
  if (!finishedAt || !isOneRun) return [];
  const ran = startedAt ? Date.parse(finishedAt) - Date.parse(startedAt) : 0;
  const lived = Date.parse(finishedAt) - Date.parse(createdAt);
  const waited = waitedMs(task.waits, 0);
  return waited + ran === lived ? [] : [`${task.id} lived ${lived} ms, but ran ${ran} and waited ${waited}`];
}

function childFaults(items: readonly AnyItem[], tasks: readonly StoredTask[]): string[] {
  return tasks.flatMap((parent) => {
    if (!parent.children) return [];
    const all = items.filter(({ sk }) => sk.startsWith(`CHILD#${parent.id}#`));
    const children = all.map(({ status }) => String(status));
    const finished = children.filter((status) => !['asked', 'queued', 'running'].includes(status));
    const failed = finished.filter((status) => status !== 'succeeded').length;
    const truth = { total: children.length, finished: finished.length, failed };
    return JSON.stringify(truth) === JSON.stringify(parent.children) || parent.redrives > 0
      ? []
      : [`${parent.id} counts ${JSON.stringify(parent.children)}, in truth ${JSON.stringify(truth)}`];
  });
}

function restless(task: StoredTask): string[] {
  const { quota } = task;
  return [
    ...(isFinished(task.status) ? [] : [`${task.id} is ${task.status}, held by ${task.hold}`]),
    ...(task.owed.length === 0 ? [] : [`${task.id} owes ${task.owed.map(({ name }) => name).join()}`]),
    ...(!quota || quota.used + quota.refunded === quota.reserved ? [] : [`${task.id} has an open reservation`]),
  ];
}

function leftovers(items: readonly AnyItem[]): string[] {
  return items
    .filter(({ sk, gsi1sk }) => gsi1sk !== undefined || /^(?:SINGLE|WAIT)#/.test(sk))
    .map(({ sk }) => `${sk} is left`);
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return JSON.stringify([...a].sort()) === JSON.stringify([...b].sort());
}
