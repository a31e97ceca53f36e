import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type * as z from 'zod';
import { announce, leaveToSweeper } from './announce.ts';
import { arrive } from './arrive.ts';
import { type Children, childrenOf, Suspension } from './children.ts';
import { type AttemptDeps, endAttempt, fail, PermanentTaskError, suspend, timeoutError } from './end-attempt.ts';
import { type Heartbeat, startHeartbeat } from './heartbeat.ts';
import { readInput } from './input.ts';
import type { MessageLease } from './message-lease.ts';
import { type Park, parkBroken } from './park.ts';
import { keepResult, type ResultStore } from './result.ts';
import type { SubmissionQueue } from './submission.ts';
import { type StoredTask, TaskMessage } from './task.ts';
import { type TaskType, taskTypeOf } from './type.ts';

export interface WorkerDeps extends AttemptDeps {
  /** Runs `callback` every `ms`; the returned function stops it. */
  readonly every: (ms: number, callback: () => void) => () => void;
  readonly messages: MessageLease;
  readonly park: Park;
  /** For workers whose results may be large. */
  readonly results?: ResultStore;
  /** For workers that have children. */
  readonly submissions?: SubmissionQueue;
}

export interface Run<Input> {
  readonly task: StoredTask;
  readonly input: Input;
  /** Aborted when the task is cancelled, times out, or another worker took it over. */
  readonly signal: AbortSignal;
  /** Told to the client with the next heartbeat. */
  readonly progress: (percent: number, message: string) => void;
  /** Tasks that this one asks for. */
  readonly children: Children;
}

export interface Worker<Input extends z.ZodType> {
  readonly type: TaskType;
  /** The input of the newest version. */
  readonly input: Input;
  /** Default: the output of the type. */
  readonly output?: z.ZodType;
  /** @returns the result, or what `children.wait` returns. @throws PermanentTaskError, RetryLater, or anything to be tried again */
  readonly run: (run: Run<z.output<Input>>) => Promise<unknown>;
}

/**
 * The queue consumer of one task type. A message that is not ours is parked at once; a message whose task is gone, or not
 * queued any more, is a repetition and is dropped; a broken world is reported, so the message comes back.
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
  const message = await parkBroken(deps, worker.type, record, TaskMessage);
  if (!message) return;
  const found = await deps.store.get(message.orgId, message.taskId);
  const task = found && (await arrive(deps, found, message));
  if (!task) {
    deps.log.info('nothing to run for this message', { taskId: message.taskId, status: found?.status ?? 'unknown' });
    return;
  }
  const extend = (seconds: number) => deps.messages.extend(record, seconds);
  const [isTold] = await Promise.all([
    leaveToSweeper(deps.log, task, () => announce(deps, task)),
    // When this fails, the message stays hidden for longer than the lease, and the sweeper is the one to see a crash.
    leaveToSweeper(deps.log, task, () => extend(taskTypeOf(task.type).leaseSeconds)),
  ]);
  // The marks of what is out go with the next write of this worker, the only one that writes.
  await conclude(worker, deps, isTold ? { ...task, owed: [] } : task, extend);
}

async function conclude<Input extends z.ZodType>(
  worker: Worker<Input>,
  deps: WorkerDeps,
  claimed: StoredTask,
  extend: (seconds: number) => Promise<void>,
): Promise<void> {
  const heartbeat = startHeartbeat({ ...deps, extend }, claimed);
  const timeout = startTimeout(deps, claimed);
  const signal = AbortSignal.any([heartbeat.signal, timeout.signal]);
  const children = childrenOf(deps, claimed);
  let settled: { result: unknown } | { thrown: unknown };
  try {
    const input = readInput(taskTypeOf(claimed.type), worker.input, claimed);
    const result = await worker.run({ task: claimed, input, signal, progress: heartbeat.progress, children });
    settled = { result };
  } catch (thrown) {
    settled = { thrown };
  }
  timeout.stop();
  heartbeat.stop();
  await heartbeat.idle();
  const counts = children.counts();
  const task = { ...heartbeat.task(), ...(counts && { children: counts }) };
  if (heartbeat.isLost()) {
    deps.log.warn('lost the lease; another worker owns the task', { taskId: task.id, attempt: task.attempt });
  } else if ('result' in settled) {
    await settle(worker, deps, task, settled.result);
  } else {
    await stumble(deps, task, settled.thrown, { isCancelled: heartbeat.isCancelled(), isLate: timeout.signal.aborted });
  }
}

async function settle<Input extends z.ZodType>(
  worker: Worker<Input>,
  deps: WorkerDeps,
  task: StoredTask,
  result: unknown,
): Promise<void> {
  if (result instanceof Suspension) return suspend(deps, task);
  const output = (worker.output ?? taskTypeOf(task.type).output).safeParse(result);
  if (!output.success) {
    deps.log.error('a result does not fit its schema', output.error, { taskId: task.id });
    const detail = 'The worker made a result that does not fit its schema; we log the details.';
    return fail(deps, task, new PermanentTaskError('invalid_output', detail, { isOurs: true }));
  }
  let kept: Awaited<ReturnType<typeof keepResult>>;
  try {
    kept = await keepResult({ table: deps.store.table, results: deps.results }, task, output.data, deps.now());
  } catch (thrown) {
    return fail(deps, task, thrown);
  }
  return endAttempt(deps, task, { status: 'succeeded', resultRef: kept.ref }, kept.write && { result: kept.write });
}

/** Of several reasons to stop, the one that a person asked for counts. */
async function stumble(
  deps: WorkerDeps,
  task: StoredTask,
  thrown: unknown,
  { isCancelled, isLate }: { isCancelled: boolean; isLate: boolean },
): Promise<void> {
  if (isCancelled) return endAttempt(deps, task, { status: 'cancelled' });
  if (isLate) return endAttempt(deps, task, { status: 'timed-out', error: timeoutError(task) });
  return fail(deps, task, thrown);
}

function startTimeout(deps: Pick<WorkerDeps, 'every'>, task: StoredTask): Pick<Heartbeat, 'signal' | 'stop'> {
  const controller = new AbortController();
  const stop = deps.every(taskTypeOf(task.type).timeoutSeconds * 1_000, () => {
    controller.abort(new Error('The task ran out of time.'));
  });
  return { signal: controller.signal, stop };
}
