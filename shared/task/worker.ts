import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type * as z from 'zod';
import type { Logger } from '../log.ts';
import { type Announcer, announce } from './announce.ts';
import { startHeartbeat } from './heartbeat.ts';
import type { TaskQueue } from './queue.ts';
import type { Outcome } from './store.ts';
import { type StoredTask, type TaskError, TaskMessage } from './task.ts';
import { backoffSeconds, type TaskType, taskTypeOf } from './type.ts';

/** A failure that another attempt would only repeat. */
export class PermanentTaskError extends Error {
  override readonly name = 'PermanentTaskError';
  readonly code: string;
  constructor(code: string, detail: string) {
    super(detail);
    this.code = code;
  }
}

export interface WorkerDeps extends Announcer {
  readonly queue: TaskQueue;
  readonly log: Logger;
  readonly now: () => number;
  readonly random: () => number;
  /** Runs `callback` every `ms`; the returned function stops it. */
  readonly every: (ms: number, callback: () => void) => () => void;
}

export interface Run<Input> {
  readonly task: StoredTask;
  readonly input: Input;
  /** Aborted when the task is cancelled, times out, or another worker took it over. */
  readonly signal: AbortSignal;
  /** Told to the client with the next heartbeat. */
  readonly progress: (percent: number, message: string) => void;
}

export interface Worker<Input extends z.ZodType> {
  readonly type: TaskType;
  readonly input: Input;
  readonly run: (run: Run<z.output<Input>>) => Promise<unknown>;
}

/**
 * The queue consumer of one task type. A message that is not ours is reported, so it ends in the DLQ; a message whose task
 * is not queued any more is a repetition and is dropped; a broken world is reported, so the message comes back.
 */
export function taskWorker<Input extends z.ZodType>(worker: Worker<Input>, deps: WorkerDeps) {
  return async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const failures = await Promise.all(
      event.Records.map(async (record) => {
        try {
          await work(worker, deps, record);
          return [];
        } catch (error) {
          deps.log.error('task message failed', error, { messageId: record.messageId, type: worker.type });
          return [{ itemIdentifier: record.messageId }];
        }
      }),
    );
    return { batchItemFailures: failures.flat() };
  };
}

async function work<Input extends z.ZodType>(
  worker: Worker<Input>,
  deps: WorkerDeps,
  record: SQSRecord,
): Promise<void> {
  const { orgId, taskId } = TaskMessage.parse(JSON.parse(record.body));
  const queued = await deps.store.get(orgId, taskId);
  const task = queued && (await deps.store.claim(queued, crypto.randomUUID(), deps.now()));
  if (!task) {
    deps.log.info('nothing to do for this message', { taskId, status: queued?.status ?? 'unknown' });
    return;
  }
  await announce(deps, task);
  await conclude(worker, deps, task);
}

async function conclude<Input extends z.ZodType>(
  worker: Worker<Input>,
  deps: WorkerDeps,
  task: StoredTask,
): Promise<void> {
  const heartbeat = startHeartbeat(deps, task);
  const timeout = AbortSignal.timeout(taskTypeOf(task.type).timeoutSeconds * 1_000);
  const signal = AbortSignal.any([heartbeat.signal, timeout]);
  let settled: { result: unknown } | { thrown: unknown };
  try {
    const input = worker.input.parse(task.input);
    settled = { result: await worker.run({ task, input, signal, progress: heartbeat.progress }) };
  } catch (thrown) {
    settled = { thrown };
  }
  heartbeat.stop();
  await heartbeat.idle();
  if (heartbeat.isLost()) {
    deps.log.warn('lost the lease; another worker owns the task', { taskId: task.id, attempt: task.attempt });
  } else if ('result' in settled) {
    await finish(deps, task, { status: 'succeeded', result: settled.result });
  } else if (heartbeat.isCancelled()) {
    await finish(deps, task, { status: 'cancelled' });
  } else if (timeout.aborted) {
    await finish(deps, task, { status: 'timed-out', error: timeoutError(task) });
  } else {
    await fail(deps, task, settled.thrown);
  }
}

async function fail(deps: WorkerDeps, task: StoredTask, thrown: unknown): Promise<void> {
  const error = toTaskError(thrown);
  deps.log.error('task attempt failed', thrown, { taskId: task.id, attempt: task.attempt, code: error.code });
  if (thrown instanceof PermanentTaskError || task.attempt >= task.maxAttempts) {
    await finish(deps, task, { status: 'failed', error });
    return;
  }
  await requeue(deps, task, error);
}

/** Also the sweeper's way to bring back a task whose worker died. */
export async function requeue(
  deps: Announcer & Pick<WorkerDeps, 'queue' | 'now' | 'random'>,
  task: StoredTask,
  error: TaskError,
): Promise<void> {
  const delay = backoffSeconds(task.type, task.attempt, deps.random);
  const queued = await deps.store.retryLater(task, error, delay, deps.now());
  if (!queued) return;
  await announce(deps, queued);
  await deps.queue.send(queued, delay);
}

export async function finish(
  deps: Announcer & Pick<WorkerDeps, 'now'>,
  task: StoredTask,
  outcome: Outcome,
): Promise<void> {
  const finished = await deps.store.finish(task, outcome, deps.now());
  if (finished) await announce(deps, finished);
}

function timeoutError(task: StoredTask): TaskError {
  return { code: 'timed_out', detail: `The task ran longer than ${taskTypeOf(task.type).timeoutSeconds} s.` };
}

function toTaskError(thrown: unknown): TaskError {
  if (thrown instanceof PermanentTaskError) return { code: thrown.code, detail: thrown.message };
  const name = thrown instanceof Error ? thrown.name : 'Error';
  return { code: 'attempt_failed', detail: `The worker failed (${name}); we log the details.` };
}
