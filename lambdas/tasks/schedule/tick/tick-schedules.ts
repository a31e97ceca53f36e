import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { Table } from '../../../../shared/dynamo.ts';
import type { LogFields, Logger } from '../../../../shared/log.ts';
import type { SubmissionQueue } from '../../../../shared/task/submission.ts';
import type { DuePage } from '../due/store.ts';
import type { OwedRun, RunStore } from '../run/store.ts';
import type { StoredSchedule } from '../schedule.ts';
import type { ScheduleStore } from '../store.ts';
import type { TaskReader } from './last-task.ts';
import { type Outcome, runDue } from './run-due.ts';
import { sendRun } from './send-run.ts';
import { createStandings } from './standings.ts';

export interface TickDeps {
  readonly dynamo: DynamoDBClient;
  readonly table: Table;
  /** Where organizations and projects are. */
  readonly accounts: Table;
  readonly schedules: ScheduleStore;
  readonly runs: RunStore;
  readonly tasks: TaskReader;
  readonly submissions: SubmissionQueue;
  readonly log: Logger;
  readonly now: () => number;
}

export interface Tick extends Readonly<Record<Outcome, number>> {
  /** Runs of earlier ticks whose submission went out now. */
  readonly mended: number;
  readonly failed: number;
  /** The time was over first; the next tick goes on where this one ended. */
  readonly isCutShort: boolean;
}

/** Less than from tick to tick, so that they do not pile up. What is under way then still ends within seconds. */
const budgetMs = 40_000;
const pageSize = 100;
/** Rounds in which others were faster at everything, before it is left to them. */
const maxIdleRounds = 3;
/** At once, per tick: enough to hide the round trips, few enough for 512 MB and one table. */
const width = 25;

/**
 * Every minute: first what a crash left unsent, then all schedules that are due, page by page, one step each. Whoever has more to
 * catch up on is looked at in the next round, so that one long list does not make the others wait. Any number of these may run
 * at once.
 */
export async function tickSchedules(deps: TickDeps): Promise<Tick> {
  const start = deps.now();
  const isTime = () => deps.now() < start + budgetMs;
  const count = { submitted: 0, skipped: 0, missed: 0, paused: 0, moved: 0, mended: 0, failed: 0 };
  const noted = async (fields: LogFields, work: () => Promise<keyof typeof count>) => {
    try {
      count[await work()] += 1;
    } catch (error) {
      deps.log.error('failed in the tick, and stays due', error, fields);
      count.failed += 1;
    }
  };

  const owed = (after: DuePage<never>['after']) => deps.runs.listOwed(start, pageSize, after);
  await everyPage(owed, isTime, (run) =>
    noted(namesOf(run), async () => {
      await sendRun(deps, readable(run));
      return 'mended';
    }),
  );

  const stepDeps = { ...deps, standings: createStandings(deps) };
  const due = (after: DuePage<never>['after']) => deps.schedules.listDue(start, pageSize, after);
  const failed = new Set<string>();
  const step = (item: StoredSchedule | z.ZodError) => {
    const { id } = readable(item);
    return runDue(stepDeps, readable(item), deps.now()).catch((error: unknown) => {
      failed.add(id);
      throw error;
    });
  };
  let round = 0;
  for (let idle = 0; idle < maxIdleRounds && isTime(); round += 1) {
    const before = { ...count };
    await everyPage(due, isTime, async (item) => {
      const isHopeless = item instanceof z.ZodError ? round > 0 : failed.has(item.id);
      if (!isHopeless) await noted(namesOf(item), async () => step(item));
    });
    if (stepsOf(count) > stepsOf(before)) idle = 0;
    else if (count.moved > before.moved) idle += 1;
    else break;
  }
  return { ...count, isCutShort: !isTime() };
}

/** While these grow, there may be more to do. What fails is left to the next tick. */
function stepsOf(count: Readonly<Record<Exclude<Outcome, 'moved'>, number>>): number {
  return count.submitted + count.skipped + count.missed + count.paused;
}

/** What the log says of it. */
function namesOf(item: OwedRun | StoredSchedule | z.ZodError): LogFields {
  if (item instanceof z.ZodError) return {};
  return { orgId: item.orgId, scheduleId: 'scheduleId' in item ? item.scheduleId : item.id };
}

function readable<Item>(item: Item | z.ZodError): Item {
  if (item instanceof z.ZodError) throw item;
  return item;
}

async function everyPage<Item>(
  read: (after: DuePage<never>['after']) => Promise<DuePage<Item>>,
  isTime: () => boolean,
  work: (item: Item | z.ZodError) => Promise<void>,
): Promise<void> {
  let after: DuePage<never>['after'];
  do {
    const page = await read(after);
    await atOnce(page.items, isTime, work);
    after = page.after;
  } while (after && isTime());
}

/** `width` at a time; none begins when the time is over. */
async function atOnce<Item>(
  items: readonly Item[],
  isTime: () => boolean,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const left = items.values();
  const lane = async () => {
    for (const item of left) {
      if (!isTime()) return;
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
}
