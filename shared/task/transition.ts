import { newId } from '../id.ts';
import { eventOfStatus, taskProgressed } from './events.ts';
import { iso } from './keys.ts';
import { isRefunded, settled } from './quota.ts';
import { historyTtl } from './result.ts';
import type { Change } from './store.ts';
import {
  type FinalStatus,
  isFinished,
  type Owed,
  type PastError,
  type Progress,
  type ResultRef,
  type StoredTask,
  type TaskError,
} from './task.ts';
import { taskTypeOf } from './type.ts';
import { instantOf, openWait, stopWaiting, type Wait, type WaitReason, waitFor } from './waits.ts';

/** How a task ends. `isOurs`: by our fault, so that it costs nothing. */
export interface End {
  readonly status: FinalStatus;
  readonly error?: TaskError;
  readonly isOurs?: boolean;
  readonly resultRef?: ResultRef | undefined;
}

const lost = { leaseOwner: undefined, leaseExpiresAt: undefined } as const;
const unheld = { hold: undefined, waitKey: undefined, notBefore: undefined } as const;
const keptErrors = 10;

export function leaseUntil(task: Pick<StoredTask, 'type'>, now: number): string {
  return iso(now + taskTypeOf(task.type).leaseSeconds * 1_000);
}

/** queued → running. A resumed parent goes on with the attempt that it suspended. `told`: the revision whose events are out. */
export function claimed(task: StoredTask, owner: string, now: number, told?: number): Change {
  const at = instantOf(task.waits, now);
  const mine: Change = {
    ...{ ...unheld, status: 'running', leaseOwner: owner, leaseExpiresAt: leaseUntil(task, now) },
    waits: waits(task, undefined, now),
  };
  const owed = told === task.revision ? [] : task.owed;
  if (task.isSuspended) return { ...mine, owed, isSuspended: undefined };
  const attempt = task.attempt + 1;
  return {
    ...mine,
    ...{ attempt, startedAt: iso(at), progress: { percent: 0 } },
    owed: [...owed, owedEvent({ ...task, status: 'running', attempt }, at)],
  };
}

/** The lease of a worker that fell silent, for whoever ends its attempt. */
export function takenOver(task: StoredTask, owner: string, now: number): Change {
  return { leaseOwner: owner, leaseExpiresAt: leaseUntil(task, now) };
}

/** running → queued, without a slot, until the pause is over. */
export function backingOff(task: StoredTask, error: TaskError, seconds: number, now: number): Change {
  const at = instantOf(task.waits, now);
  return {
    ...{ ...lost, status: 'queued', hold: 'backoff', notBefore: iso(at + seconds * 1_000), queuedAt: iso(at), error },
    previousErrors: remembered(task, error, at),
    waits: waits(task, 'backoff', now),
    owed: [...task.owed, owedEvent({ ...task, status: 'queued', error }, at)],
  };
}

/** running → queued, until the last child has ended. */
export function suspended(task: StoredTask, now: number): Change {
  const at = iso(instantOf(task.waits, now));
  const waiting = { hold: 'children', waits: waits(task, 'children', now) } as const;
  return { ...lost, ...waiting, status: 'queued', isSuspended: true, queuedAt: at };
}

/** Its message may come; the slot is taken when it does. */
export function readied(task: StoredTask, now: number): Change {
  return { ...unheld, hold: 'ready', waits: waits(task, 'platform-capacity', now) };
}

/** The slot is taken, the message is on its way. */
export function admitted(task: StoredTask, now: number): Change {
  return { ...unheld, hold: 'queue', waits: waits(task, 'platform-capacity', now) };
}

export function lined(task: StoredTask, reason: WaitReason, waitKey: string, now: number): Change {
  return { ...unheld, hold: 'lane', waitKey, waits: waits(task, reason, now) };
}

/** Any status → a final one. */
export function ended(task: StoredTask, end: End, now: number): Change {
  const at = instantOf(task.waits, now);
  const { status, error } = end;
  const isSuccess = status === 'succeeded';
  return {
    ...{ ...lost, ...unheld, status, finishedAt: iso(at), isSuspended: undefined },
    ...(isSuccess && { progress: { ...task.progress, percent: 100 }, error: undefined }),
    ...(error && { error, previousErrors: remembered(task, error, at) }),
    ...(task.quota && { quota: settled(task.quota, isRefunded(task, end)) }),
    ...(end.resultRef && { resultRef: end.resultRef }),
    ...(!isSuccess && hasOpenChildren(task) && { leavesChildren: true }),
    waits: waits(task, undefined, now),
    owed: [...task.owed, owedEvent({ ...task, status, error: error ?? (isSuccess ? undefined : task.error) }, at)],
    ttl: historyTtl(task, at),
  };
}

export function hasOpenChildren({ children }: StoredTask): boolean {
  return children !== undefined && children.finished < children.total;
}

/** A final status → queued. What it waits for is for the admission to say. */
export function redriven(task: StoredTask, quota: StoredTask['quota'], now: number): Change {
  const at = instantOf(task.waits, now);
  const { retry, defaultExpiresSeconds } = taskTypeOf(task.type);
  return {
    ...{ status: 'queued', queuedAt: iso(at), expiresAt: iso(at + defaultExpiresSeconds * 1_000), quota },
    ...{ baseAttempt: task.attempt, maxAttempts: task.attempt + retry.attempts, redrives: task.redrives + 1 },
    ...{ finishedAt: undefined, cancelRequestedAt: undefined, ttl: undefined, startAt: undefined },
    ...(task.status === 'cancelled' && { previousErrors: remembered(task, cancelled, endOf(task, at)) }),
    ...{ progress: { percent: 0 }, leavesChildren: undefined, ...(task.parentId && { isCounted: true }) },
    owed: [...task.owed, owedEvent({ ...task, status: 'queued', error: undefined }, at)],
  };
}

/** Kept like an error, so that a task that was tried again still says why it had ended, and when. */
const cancelled: TaskError = { code: 'cancelled', detail: 'The task was cancelled.' };

function endOf({ finishedAt }: StoredTask, now: number): number {
  return finishedAt === undefined ? now : Date.parse(finishedAt);
}

/** What the task of this moment owes the bus. */
export function owedEvent(task: Pick<StoredTask, 'status' | 'attempt' | 'error'>, at: number): Owed {
  const { status, attempt, error } = task;
  const tellsWhy = error && isFinished(status) && status !== 'succeeded' && status !== 'cancelled';
  const name = eventOfStatus[status].type;
  return { id: newId('event', at), occurredAt: iso(at), name, attempt, ...(tellsWhy && { error }) };
}

export function owedProgress(task: Pick<StoredTask, 'attempt'>, progress: Progress, at: number): Owed {
  const event = { id: newId('event', at), occurredAt: iso(at), name: taskProgressed.type };
  return { ...event, attempt: task.attempt, progress };
}

/**
 * What was waited for until now ends, and the next wait begins, at one instant. A pause that is over by itself ended when it
 * was to end; from then on the platform was waited for.
 */
function waits(task: StoredTask, reason: WaitReason | undefined, now: number): Wait[] {
  const at = instantOf(task.waits, now);
  const woken = wokenAt(task);
  const before = woken !== undefined && woken < at ? waitFor(task.waits, 'platform-capacity', woken) : task.waits;
  return reason ? waitFor(before, reason, at) : stopWaiting(before, at);
}

function wokenAt(task: StoredTask): number | undefined {
  const open = openWait(task.waits)?.reason;
  return task.notBefore && (open === 'delay' || open === 'backoff') ? Date.parse(task.notBefore) : undefined;
}

function remembered(task: StoredTask, error: TaskError, at: number): PastError[] {
  return [...task.previousErrors, { ...error, attempt: task.attempt, at: iso(at) }].slice(-keptErrors);
}
