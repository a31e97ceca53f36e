import { dueAt, neverDue, outboxMs, resendMs } from './keys.ts';
import { isFinished, isStarted, type StoredTask } from './task.ts';

/** SQS delays a message by this much at most. */
export const maxDelaySeconds = 900;
/** A start further away than SQS can delay is left to the index; this long before it gets its message. */
const messageAheadMs = 10 * 60_000;

/**
 * When somebody must look at the task again if nothing happens until then, as attributes of the index. `isSent` says that
 * nothing but the workers is waited for; before, a crash may have left a message or an event unsent.
 */
export function dueOf(task: StoredTask, now: number, isSent = false) {
  if (isFinished(task.status)) return task.owed.length > 0 || task.leavesChildren ? dueAt(now + outboxMs) : neverDue;
  const times = [
    ...(task.status === 'running' ? [Date.parse(task.leaseExpiresAt ?? '')] : [wakingOf(task, now, isSent)]),
    ...(task.status === 'queued' && task.owed.length > 0 && !isSent ? [now + outboxMs] : []),
    ...(canExpire(task) ? [Date.parse(task.expiresAt ?? '')] : []),
  ].filter((time) => time !== undefined);
  return times.length > 0 ? dueAt(Math.min(...times)) : neverDue;
}

/** A task may wait so long for its first start only; later ones are bounded by its attempts. */
export function canExpire(task: StoredTask): boolean {
  return task.status === 'queued' && task.expiresAt !== undefined && !isStarted(task);
}

export function isExpired(task: StoredTask, now: number): boolean {
  return canExpire(task) && Date.parse(task.expiresAt ?? '') <= now;
}

function wakingOf(task: StoredTask, now: number, isSent: boolean): number | undefined {
  if (task.hold === 'lane') return undefined;
  if (task.hold === 'children') return now + resendMs;
  if (task.hold === 'delay' || task.hold === 'backoff') {
    const start = Date.parse(task.notBefore ?? '');
    const isFar = start - now > maxDelaySeconds * 1_000;
    return isFar ? start - messageAheadMs : Math.max(start, now) + outboxMs;
  }
  return now + (isSent ? resendMs : outboxMs);
}

/** How long the message of this task is to be held back; undefined: it is too early for one. */
export function delayOf(task: StoredTask, now: number): number | undefined {
  const left = task.notBefore === undefined ? 0 : Math.max(0, Math.ceil((Date.parse(task.notBefore) - now) / 1_000));
  return left > maxDelaySeconds ? undefined : left;
}
