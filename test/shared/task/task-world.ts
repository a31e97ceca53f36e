import type { SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { newId } from '../../../shared/id.ts';
import type { TaskQueue } from '../../../shared/task/queue.ts';
import { createTaskStore, type TaskStore } from '../../../shared/task/store.ts';
import { submitTask } from '../../../shared/task/submit.ts';
import type { StoredTask } from '../../../shared/task/task.ts';
import { type Run, taskWorker } from '../../../shared/task/worker.ts';
import { FakeBus } from '../fake-bus.ts';
import { FakeLog } from '../fake-log.ts';
import { FakeTimers } from '../fake-timers.ts';
import { makeContext } from '../make-context.ts';
import { startTables, type Tables } from '../table.ts';

/** A queue that remembers what was sent, and refuses while it is broken. */
class FakeQueue implements TaskQueue {
  readonly sent: { orgId: string; taskId: string; delaySeconds: number | undefined }[] = [];
  isBroken = false;

  async send(task: Pick<StoredTask, 'orgId' | 'id'>, delaySeconds?: number): Promise<void> {
    if (this.isBroken) throw new Error('The queue is down.');
    this.sent.push({ orgId: task.orgId, taskId: task.id, delaySeconds });
  }
}

export const projectId = newId('project', 0);

/** All that tasks need, with the real table engine and everything else in the hands of the test. */
export interface TaskWorld extends Tables {
  readonly store: TaskStore;
  /** Fresh fakes; the table stays, so use an organization of your own. */
  scene(): Scene;
}

export async function startTaskWorld(): Promise<TaskWorld> {
  const tables = await startTables();
  const store = createTaskStore(tables.client, tables.table.name);
  return { ...tables, store, scene: () => new Scene(tables, store) };
}

export class Scene {
  readonly bus = new FakeBus();
  readonly queue = new FakeQueue();
  readonly log = new FakeLog();
  readonly timers = new FakeTimers();
  readonly ctx: Context = makeContext();
  readonly table: Table;
  readonly store: TaskStore;
  readonly #tables: Tables;

  constructor(tables: Tables, store: TaskStore) {
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
      log: this.log,
      now: this.timers.now,
      every: this.timers.every,
      random: () => 0,
    };
  }

  submit(change: Partial<Context> = {}, input: unknown = { n: 1 }): Promise<StoredTask> {
    const ctx = { ...this.ctx, now: this.timers.now(), ...change };
    const task = { id: newId('task', ctx.now), type: 'guardian.test', projectId, input, inputVersion: 1 } as const;
    return submitTask(ctx, this.deps, { ...task, alongside: [] });
  }

  async read(task: StoredTask): Promise<StoredTask> {
    const stored = await this.store.get(task.orgId, task.id);
    if (!stored) throw new Error(`${task.id} is gone.`);
    return stored;
  }

  /** The task as a worker of that name has it. */
  async claim(task: StoredTask, owner = 'worker-1'): Promise<StoredTask> {
    const claimed = await this.store.claim(task, owner, this.timers.now());
    if (!claimed) throw new Error(`${task.id} cannot be claimed.`);
    return claimed;
  }

  /** Handles messages with a worker that does `run`; its input is `{ n: number }`. */
  work(run: (run: Run<{ n: number }>) => Promise<unknown>, ...messages: (StoredTask | string)[]) {
    const worker = taskWorker({ type: 'guardian.test', input: z.object({ n: z.number() }), run }, this.deps);
    return worker(taskMessages(messages));
  }
}

export function taskMessages(messages: readonly (StoredTask | string)[]): SQSEvent {
  return {
    Records: messages.map((message, at): SQSRecord => {
      const body = typeof message === 'string' ? message : JSON.stringify({ orgId: message.orgId, taskId: message.id });
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
      const messageAttributes = {};
      return { messageId: `m${at}`, receiptHandle: 'r', md5OfBody: '', body, attributes, messageAttributes, ...source };
    }),
  };
}
