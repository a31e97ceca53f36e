import type { SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { sweep } from '../../../lambdas/tasks/task/sweep.ts';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { newId } from '../../../shared/id.ts';
import { arrive } from '../../../shared/task/arrive.ts';
import type { MessageLease } from '../../../shared/task/message-lease.ts';
import type { Park } from '../../../shared/task/park.ts';
import type { Sending, TaskQueue } from '../../../shared/task/queue.ts';
import { createTaskStore, type TaskStore } from '../../../shared/task/store.ts';
import type { Submission, SubmissionQueue } from '../../../shared/task/submission.ts';
import { type NewTask, submitTask } from '../../../shared/task/submit.ts';
import type { StoredTask } from '../../../shared/task/task.ts';
import { type Run, taskWorker } from '../../../shared/task/worker.ts';
import { FakeBus } from '../fake-bus.ts';
import { FakeLog } from '../fake-log.ts';
import { FakeTimers } from '../fake-timers.ts';
import { makeContext } from '../make-context.ts';
import { startTables, type Tables } from '../table.ts';

export interface SentMessage {
  readonly orgId: string;
  readonly taskId: string;
  readonly delaySeconds: number | undefined;
  readonly told?: number | undefined;
}

/** A queue that remembers what was sent, and refuses while it is broken. */
class FakeQueue implements TaskQueue {
  readonly sent: SentMessage[] = [];
  isBroken = false;

  async send(task: Pick<StoredTask, 'orgId' | 'id'>, { delaySeconds, told }: Sending = {}): Promise<void> {
    if (this.isBroken) throw new Error('The queue is down.');
    this.sent.push({ orgId: task.orgId, taskId: task.id, delaySeconds, told });
  }

  for(task: Pick<StoredTask, 'id'>): SentMessage[] {
    return this.sent.filter(({ taskId }) => taskId === task.id);
  }
}

class FakeSubmissions implements SubmissionQueue {
  readonly sent: Submission[] = [];
  isBroken = false;

  async send(submission: Submission): Promise<void> {
    if (this.isBroken) throw new Error('The queue is down.');
    this.sent.push(submission);
  }
}

class FakeMessages implements MessageLease {
  readonly extended: number[] = [];

  async extend(_record: SQSRecord, seconds: number): Promise<void> {
    this.extended.push(seconds);
  }
}

class FakePark implements Park {
  readonly parked: { readonly body: string; readonly reason: string }[] = [];
  isBroken = false;

  async send({ body }: SQSRecord, reason: string): Promise<void> {
    if (this.isBroken) throw new Error('The queue is down.');
    this.parked.push({ body, reason });
  }
}

export const projectId = newId('project', 0);

/** All that tasks need, with the real table engine and everything else in the hands of the test. */
export interface TaskWorld extends Tables {
  readonly store: TaskStore;
  /** Fresh fakes; the table stays, so use an organization of your own. */
  scene(change?: Partial<Context>): Scene;
}

export async function startTaskWorld(): Promise<TaskWorld> {
  const tables = await startTables();
  const store = createTaskStore(tables.client, tables.table.name);
  return { ...tables, store, scene: (change) => new Scene(tables, store, change) };
}

export class Scene {
  readonly bus = new FakeBus();
  readonly queue = new FakeQueue();
  readonly submissions = new FakeSubmissions();
  readonly messages = new FakeMessages();
  readonly park = new FakePark();
  readonly log = new FakeLog();
  readonly timers = new FakeTimers();
  readonly ctx: Context;
  readonly table: Table;
  readonly store: TaskStore;
  readonly #tables: Tables;
  readonly results = { kept: new Map<string, string>(), put: this.#keep.bind(this) };

  constructor(tables: Tables, store: TaskStore, change: Partial<Context> = {}) {
    this.ctx = makeContext(change);
    this.#tables = tables;
    this.table = tables.table;
    this.store = store;
  }

  get deps() {
    return {
      dynamo: this.#tables.client,
      store: this.store,
      publish: this.bus.publish,
      queue: this.queue,
      submissions: this.submissions,
      messages: this.messages,
      park: this.park,
      results: this.results,
      log: this.log,
      now: this.timers.now,
      every: this.timers.every,
      random: () => 0,
    };
  }

  get now(): number {
    return this.timers.now();
  }

  context(change: Partial<Context> = {}): Context {
    return { ...this.ctx, now: this.timers.now(), ...change };
  }

  submit(change: Partial<Context> = {}, input: unknown = { n: 1 }, more: Partial<NewTask> = {}): Promise<StoredTask> {
    const ctx = this.context(change);
    const task = { id: newId('task', ctx.now), type: 'guardian.test', projectId, input, inputVersion: 1 } as const;
    return submitTask(ctx, this.deps, { ...task, alongside: [], ...more });
  }

  /** Several, one after the other. */
  async submitMany(count: number, more: Partial<NewTask> = {}): Promise<StoredTask[]> {
    const tasks: StoredTask[] = [];
    for (let at = 0; at < count; at += 1) {
      tasks.push(await this.submit({}, { n: at }, more));
      this.timers.advance(1);
    }
    return tasks;
  }

  async read(task: Pick<StoredTask, 'orgId' | 'id'>): Promise<StoredTask> {
    const stored = await this.store.get(task.orgId, task.id);
    if (!stored) throw new Error(`${task.id} is gone.`);
    return stored;
  }

  /** The task as a worker has it. */
  async claim(task: StoredTask): Promise<StoredTask> {
    const claimed = await arrive(this.deps, await this.read(task), { told: task.revision });
    if (!claimed) throw new Error(`${task.id} cannot be claimed.`);
    return claimed;
  }

  /** Handles messages with a worker that does `run`; its input is `{ n: number }`. */
  work(run: (run: Run<{ n: number }>) => Promise<unknown>, ...messages: (StoredTask | SentMessage | string)[]) {
    const schemas = { input: z.object({ n: z.number() }), output: z.unknown() };
    const worker = taskWorker({ type: 'guardian.test', ...schemas, run }, this.deps);
    return worker(taskMessages(messages));
  }

  /** The sweeper as if only this scene's things were due: those of other tests are none of its business. */
  sweepAfter(ms: number) {
    this.timers.advance(ms);
    const { store, ctx } = this;
    async function* overdue(now: number) {
      for await (const page of store.overdue(now)) {
        yield page.filter(
          (item) =>
            item.kind === 'broken' ||
            (item.kind === 'task' ? item.task : item.kind === 'lane' ? item.lane : item.submission).orgId === ctx.orgId,
        );
      }
    }
    return sweep({ ...this.deps, store: { ...store, overdue } });
  }

  async #keep(orgId: string, taskId: string, body: string): Promise<string> {
    const key = `org/${orgId}/results/${taskId}`;
    this.results.kept.set(key, body);
    return key;
  }
}

export function taskMessages(messages: readonly (StoredTask | SentMessage | string)[]): SQSEvent {
  return {
    Records: messages.map(
      (message, at): SQSRecord => sqsRecord(typeof message === 'string' ? message : bodyOf(message), at),
    ),
  };
}

function bodyOf(message: StoredTask | SentMessage): string {
  if ('taskId' in message) return JSON.stringify({ orgId: message.orgId, taskId: message.taskId, told: message.told });
  return JSON.stringify({ orgId: message.orgId, taskId: message.id, told: message.revision });
}

export function sqsRecord(body: string, at = 0): SQSRecord {
  const attributes = {
    ApproximateReceiveCount: '1',
    SentTimestamp: '0',
    SenderId: 'x',
    ApproximateFirstReceiveTimestamp: '0',
  };
  const source = {
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:0:q',
    awsRegion: 'eu-central-1',
  };
  return {
    ...{ messageId: `m${at}`, receiptHandle: 'r', md5OfBody: '', body, attributes, messageAttributes: {} },
    ...source,
  };
}
