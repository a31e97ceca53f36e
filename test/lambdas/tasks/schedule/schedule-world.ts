import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { createSchedule } from '../../../../lambdas/tasks/schedule/create-schedule.ts';
import { createRunStore } from '../../../../lambdas/tasks/schedule/run/store.ts';
import { NewSchedule, type StoredSchedule } from '../../../../lambdas/tasks/schedule/schedule.ts';
import { createScheduleStore } from '../../../../lambdas/tasks/schedule/store.ts';
import { type Tick, tickSchedules } from '../../../../lambdas/tasks/schedule/tick/tick-schedules.ts';
import { triggerSchedule } from '../../../../lambdas/tasks/schedule/trigger-schedule.ts';
import { updateSchedule } from '../../../../lambdas/tasks/schedule/update-schedule.ts';
import type { Context } from '../../../../shared/context.ts';
import { createTable, type Table } from '../../../../shared/dynamo.ts';
import { newId } from '../../../../shared/id.ts';
import type { Plan } from '../../../../shared/plan.ts';
import { projectKey } from '../../../../shared/project.ts';
import { Submission, type SubmissionQueue } from '../../../../shared/task/submission.ts';
import type { TaskStatus } from '../../../../shared/task/task.ts';
import { FakeLog } from '../../../shared/fake-log.ts';
import { makeContext, start } from '../../../shared/make-context.ts';
import { startTables, type Tables } from '../../../shared/table.ts';

export const minute = 60_000;
export const iso = (ms: number) => new Date(ms).toISOString();

/** A process that dies at its nth call to AWS: that one and all later ones are not made. */
export class Life {
  calls = 0;
  diesAt = Number.POSITIVE_INFINITY;
  /** Before each call; may hold it up. */
  before: (call: string) => Promise<void> | void = () => undefined;

  async call(name: string): Promise<void> {
    this.calls += 1;
    if (this.calls >= this.diesAt) throw new Error(`The process died before ${name}.`);
    await this.before(name);
  }
}

/** A queue that remembers what was sent. */
export class FakeSubmissions implements SubmissionQueue {
  readonly sent: Submission[] = [];
  isBroken = false;

  async send(submission: Submission): Promise<void> {
    if (this.isBroken) throw new Error('The queue is down.');
    this.sent.push(Submission.parse(JSON.parse(JSON.stringify(submission))));
  }
  get dueTimes(): (string | undefined)[] {
    return this.sent.map(({ origin }) => origin.dueAt);
  }
}

export interface ScheduleWorld extends Tables {
  /** A table of its own, because a ticker takes all that is due in its table. */
  scene(change?: Partial<Context>): Promise<Scene>;
}

export async function startScheduleWorld(): Promise<ScheduleWorld> {
  const tables = await startTables();
  const accounts = await tables.add('accounts');
  let scenes = 0;
  return {
    ...tables,
    scene: async (change) => {
      scenes += 1;
      const table = await tables.add(`tasks-${scenes}`);
      const scene = new Scene(tables, table, accounts, makeContext({ now: start, plan: 'pro', ...change }));
      await scene.setPlan(scene.ctx.plan);
      await scene.addProject(scene.projectId);
      return scene;
    },
  };
}

export class Scene {
  readonly submissions = new FakeSubmissions();
  readonly log = new FakeLog();
  /** What the tasks service would say of these tasks. */
  readonly tasks = new Map<string, { status: TaskStatus; attempt: number }>();
  readonly projectId = newId('project', start);
  readonly table: Table;
  readonly accounts: Table;
  readonly #tables: Tables;
  #ctx: Context;
  now = start;

  constructor(tables: Tables, table: Table, accounts: Table, ctx: Context) {
    this.#tables = tables;
    this.table = table;
    this.accounts = accounts;
    this.#ctx = ctx;
  }

  get ctx(): Context {
    return { ...this.#ctx, now: this.now };
  }

  async setPlan(plan: Plan): Promise<void> {
    this.#ctx = { ...this.#ctx, plan };
    await this.accounts.put({ pk: `ORG#${this.ctx.orgId}`, sk: 'ORG', id: this.ctx.orgId, plan });
  }
  async addProject(id: string, change: object = {}): Promise<string> {
    await this.accounts.put({ ...projectKey(this.ctx.orgId, id), id, ...change });
    return id;
  }
  removeProject(id: string): Promise<void> {
    return this.accounts.delete(projectKey(this.ctx.orgId, id));
  }

  /** All that a process has; with a life of its own when it is to die. */
  deps(life = new Life()) {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const dynamo = new DynamoDBClient({
      ...{ endpoint: this.#tables.endpoint, region: 'eu-central-1', credentials, maxAttempts: 1 },
    });
    dynamo.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          await life.call(String(commandName));
          return next(args);
        },
      { step: 'initialize' },
    );
    const table = createTable(dynamo, this.table.name);
    const accounts = createTable(dynamo, this.accounts.name);
    return {
      ...{ dynamo, table, accounts, projects: accounts, log: this.log, now: () => this.now },
      ...{ schedules: createScheduleStore(table), runs: createRunStore(table) },
      tasks: { get: async (_: string, id: string) => this.tasks.get(id) },
      submissions: {
        send: async (submission: Submission) => {
          await life.call('SendMessage');
          await this.submissions.send(submission);
        },
      },
    };
  }

  input(change: object = {}) {
    const task = { type: 'guardian.test', input: { projectId: this.projectId, url: 'https://example.com/' } };
    const timing = 'intervalMinutes' in change || 'runAt' in change ? {} : { cron: '*/5 * * * *' };
    return NewSchedule.parse({ name: 'Every page', ...timing, task, ...change });
  }
  create(change: object = {}, ctx: Partial<Context> = {}): Promise<StoredSchedule> {
    return createSchedule({ ctx: { ...this.ctx, ...ctx }, deps: this.deps(), input: this.input(change) });
  }
  change(schedule: { id: string }, change: object, ifMatch?: string): Promise<StoredSchedule> {
    const input = { id: schedule.id, change, ifMatch };
    return updateSchedule({ ctx: this.ctx, deps: this.deps(), input });
  }
  trigger(schedule: { id: string }) {
    return triggerSchedule({ ctx: this.ctx, deps: this.deps(), input: { id: schedule.id } });
  }
  tick(life?: Life): Promise<Tick> {
    return tickSchedules(this.deps(life));
  }
  /** Lets time pass, minute by minute, with a tick at the end of each. */
  async pass(minutes: number): Promise<void> {
    for (let passed = 0; passed < minutes; passed += 1) {
      this.now += minute;
      await this.tick();
    }
  }

  async read({ id }: { id: string }): Promise<StoredSchedule> {
    const schedule = await createScheduleStore(this.table).get(this.ctx.orgId, id);
    if (!schedule) throw new Error(`${id} is gone.`);
    return schedule;
  }
  /** Oldest first. */
  async runs({ id }: { id: string }) {
    const { items } = await createRunStore(this.table).list(this.ctx.orgId, id, { limit: 1_000 });
    return items.reverse();
  }
  count() {
    return createScheduleStore(this.table).count(this.ctx.orgId);
  }
  /** How many submissions the table still owes. */
  async owed(): Promise<number> {
    const items = await this.table.query(z.unknown(), { index: 'gsi1', pk: 'SCHEDULE-RUN', limit: 1_000 });
    return items.length;
  }
}
