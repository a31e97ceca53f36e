import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { sweep } from '../../../lambdas/tasks/task/sweep.ts';
import type { Context } from '../../../shared/context.ts';
import { newId } from '../../../shared/id.ts';
import { createTaskStore } from '../../../shared/task/store.ts';
import { fromSubmission, type Submission } from '../../../shared/task/submission.ts';
import { submissionConsumer } from '../../../shared/task/submission-consumer.ts';
import { type NewTask, submitTask } from '../../../shared/task/submit.ts';
import type { StoredTask } from '../../../shared/task/task.ts';
import { type TaskType, taskTypeOf } from '../../../shared/task/type.ts';
import { type Run, taskWorker } from '../../../shared/task/worker.ts';
import type { PublishedEvent } from '../fake-bus.ts';
import { FakeBus } from '../fake-bus.ts';
import { FakeLog } from '../fake-log.ts';
import { FakeTimers } from '../fake-timers.ts';
import { makeContext } from '../make-context.ts';
import type { Tables } from '../table.ts';
import { type Ledger, readLedger } from './ledger.ts';
import { projectId, sqsRecord } from './task-world.ts';

interface Message {
  readonly queue: 'tasks' | 'submissions';
  readonly type: TaskType;
  readonly body: string;
  visibleAt: number;
}

class Killed extends Error {
  override readonly name = 'Killed';
}

export type Behaviour = (run: Run<unknown>) => Promise<unknown>;

const input = z.unknown();
const output = z.unknown();

/** A whole platform of tasks on the real table, with queues and time in the hands of the test, whose processes can be killed before any call. */
export class Simulation {
  readonly timers = new FakeTimers();
  readonly bus = new FakeBus();
  readonly log = new FakeLog();
  readonly messages: Message[] = [];
  readonly table: Tables['table'];
  /** How many more calls the process makes before it is killed. */
  callsLeft = Number.POSITIVE_INFINITY;
  calls = 0;
  readonly #orgs: Context[];
  readonly #client: DynamoDBClient;

  constructor(tables: Tables, ...plans: Context['plan'][]) {
    this.table = tables.table;
    this.#orgs = plans.map((plan) => makeContext({ plan }));
    this.#client = new Proxy(tables.client, {
      get: (client, name) =>
        name === 'send'
          ? async (command: Parameters<DynamoDBClient['send']>[0]) => {
              this.tick();
              return client.send(command);
            }
          : Reflect.get(client, name),
    });
  }

  readonly tick = (): void => {
    this.calls += 1;
    this.callsLeft -= 1;
    if (this.callsLeft < 0) throw new Killed();
  };

  get deps() {
    const { timers, log } = this;
    return {
      store: createTaskStore(this.#client, this.table.name),
      projects: this.table,
      publish: async (...[definition, event]: Parameters<FakeBus['publish']>) => {
        this.tick();
        await this.bus.publish(definition, event);
      },
      queue: {
        send: async (
          task: Pick<StoredTask, 'orgId' | 'id' | 'type'>,
          { delaySeconds = 0, told }: { delaySeconds?: number | undefined; told?: number | undefined } = {},
        ) => {
          this.tick();
          const body = JSON.stringify({ orgId: task.orgId, taskId: task.id, told });
          this.messages.push({ queue: 'tasks', type: task.type, body, visibleAt: this.now + delaySeconds * 1_000 });
        },
      },
      submissions: {
        send: async (submission: Submission) => {
          this.tick();
          const body = JSON.stringify(submission);
          this.messages.push({ queue: 'submissions', type: submission.type, body, visibleAt: this.now });
        },
      },
      messages: { extend: async () => this.tick() },
      park: { send: async () => this.tick() },
      ...{ log, now: timers.now, every: timers.every, random: () => 0 },
    };
  }

  get now(): number {
    return this.timers.now();
  }

  ctx(org = 0): Context {
    const ctx = this.#orgs[org];
    if (!ctx) throw new Error('There is no such organization.');
    return { ...ctx, now: this.now };
  }

  async open(): Promise<void> {
    for (const { orgId, plan } of this.#orgs) await this.table.put({ pk: `ORG#${orgId}`, sk: 'ORG', plan });
  }

  submit(org = 0, more: Partial<NewTask> = {}): Promise<StoredTask> {
    const ctx = this.ctx(org);
    const task = { id: newId('task', ctx.now), type: 'guardian.test', projectId, input: {}, inputVersion: 1 } as const;
    return submitTask(ctx, this.deps, { ...task, alongside: [], ...more });
  }

  /** What happens until the process is killed before its call number `after + 1`, when it comes so far. */
  async dying(after: number, act: () => Promise<unknown>): Promise<'killed' | 'survived'> {
    this.callsLeft = after;
    try {
      await act();
    } catch (error) {
      if (this.callsLeft >= 0) throw error;
    }
    const outcome = this.callsLeft < 0 ? 'killed' : 'survived';
    this.callsLeft = Number.POSITIVE_INFINITY;
    return outcome;
  }

  /** Handles one message that can be seen now; when its worker dies it comes back with the lease. */
  async deliverOne(behave: Behaviour, callsLeft = Number.POSITIVE_INFINITY): Promise<boolean> {
    const at = this.messages.findIndex(({ visibleAt }) => visibleAt <= this.now);
    const [message] = at < 0 ? [] : this.messages.splice(at, 1);
    if (!message) return false;
    this.callsLeft = callsLeft;
    const { batchItemFailures } = await this.#consumer(message, behave)({ Records: [sqsRecord(message.body)] });
    const isKilled = this.callsLeft < 0;
    this.callsLeft = Number.POSITIVE_INFINITY;
    if (isKilled || batchItemFailures.length > 0) {
      this.messages.push({ ...message, visibleAt: this.now + taskTypeOf(message.type).leaseSeconds * 1_000 });
    }
    return true;
  }

  #consumer(message: Message, behave: Behaviour) {
    if (message.queue === 'tasks') return taskWorker({ type: message.type, input, output, run: behave }, this.deps);
    const submit = (ctx: Context, submission: Submission) =>
      submitTask(ctx, this.deps, {
        ...fromSubmission(submission),
        ...{ type: submission.type, projectId, input: submission.input, inputVersion: 1, alongside: [] },
      });
    return submissionConsumer({ type: message.type, submit }, this.deps);
  }

  async sweep(): Promise<void> {
    const { store } = this.deps;
    const mine = new Set(this.#orgs.map(({ orgId }) => orgId));
    async function* overdue(now: number) {
      for await (const page of store.overdue(now)) {
        yield page.filter((item) => {
          if (item.kind === 'broken') return true;
          return mine.has(
            (item.kind === 'task' ? item.task : item.kind === 'lane' ? item.lane : item.submission).orgId,
          );
        });
      }
    }
    await sweep({ ...this.deps, store: { ...store, overdue } });
  }

  /** Messages and sweeps, minute by minute, until every task has ended and nothing is owed. */
  async rest(behave: Behaviour, minutes = 60): Promise<void> {
    for (let minute = 0; minute < minutes; minute += 1) {
      while (await this.deliverOne(behave));
      if (this.messages.length === 0 && (await this.unrest()).length === 0) return;
      this.timers.advance(60_000);
      await this.sweep();
    }
    throw new Error(`It does not come to rest: ${(await this.unrest()).join('; ')}`);
  }

  async unrest(): Promise<string[]> {
    return (await this.ledgers()).flatMap(({ unrest }) => unrest);
  }

  async faults(): Promise<string[]> {
    return (await this.ledgers()).flatMap(({ faults }) => faults);
  }

  ledgers(): Promise<Ledger[]> {
    return Promise.all(this.#orgs.map(({ orgId }) => readLedger(this.table, orgId)));
  }

  /** Different events of one type about one task. */
  eventsOf(task: Pick<StoredTask, 'id'>, type: string): PublishedEvent[] {
    const of = this.bus
      .ofType(type)
      .filter(({ data }) => z.object({ taskId: z.string() }).parse(data).taskId === task.id);
    return [...new Map(of.map((event) => [event.id, event])).values()];
  }
}
