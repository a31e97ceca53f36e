import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type * as z from 'zod';
import type { Logger } from '../log.ts';
import { type Announcer, announce } from './announce.ts';
import { fail, finish, PermanentTaskError, timeoutError } from './end-attempt.ts';
import { startHeartbeat } from './heartbeat.ts';
import type { TaskQueue } from './queue.ts';
import { type StoredTask, TaskMessage } from './task.ts';
import { type TaskType, taskTypeOf } from './type.ts';

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
  const timeout = startTimeout(deps, task);
  const signal = AbortSignal.any([heartbeat.signal, timeout.signal]);
  let settled: { result: unknown } | { thrown: unknown };
  try {
    const input = parseInput(worker.input, task);
    settled = { result: await worker.run({ task, input, signal, progress: heartbeat.progress }) };
  } catch (thrown) {
    settled = { thrown };
  }
  timeout.stop();
  heartbeat.stop();
  await heartbeat.idle();
  if (heartbeat.isLost()) {
    deps.log.warn('lost the lease; another worker owns the task', { taskId: task.id, attempt: task.attempt });
  } else if ('result' in settled) {
    await finish(deps, task, { status: 'succeeded', result: settled.result });
  } else if (heartbeat.isCancelled()) {
    await finish(deps, task, { status: 'cancelled' });
  } else if (timeout.signal.aborted) {
    await finish(deps, task, { status: 'timed-out', error: timeoutError(task) });
  } else {
    await fail(deps, task, settled.thrown);
  }
}

/** No attempt can mend an input that this worker does not understand. */
function parseInput<Input extends z.ZodType>(schema: Input, task: StoredTask): z.output<Input> {
  const parsed = schema.safeParse(task.input);
  if (parsed.success) return parsed.data;
  throw new PermanentTaskError('invalid_input', `The input (version ${task.inputVersion}) is not one of ${task.type}.`);
}

function startTimeout(deps: Pick<WorkerDeps, 'every'>, task: StoredTask): { signal: AbortSignal; stop: () => void } {
  const controller = new AbortController();
  const stop = deps.every(taskTypeOf(task.type).timeoutSeconds * 1_000, () => {
    controller.abort(new Error('The task ran out of time.'));
  });
  return { signal: controller.signal, stop };
}
