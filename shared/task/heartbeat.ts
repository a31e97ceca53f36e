import type { Engine } from './announce.ts';
import { announce } from './announce.ts';
import type { Progress, StoredTask } from './task.ts';
import { leaseUntil, owedProgress } from './transition.ts';
import { taskTypeOf } from './type.ts';

export interface Heartbeat {
  /** Aborts when the task is cancelled or the lease is lost. */
  readonly signal: AbortSignal;
  progress(percent: number, message: string): void;
  isLost(): boolean;
  isCancelled(): boolean;
  stop(): void;
  /** Resolves when no pulse is under way. */
  idle(): Promise<void>;
  /** The task with what it still owes. */
  task(): StoredTask;
}

/** How often a running task looks whether it was cancelled; also how late its progress may be seen. */
const pulseMs = 3_000;
/** At most as often the world is told of progress. */
const progressEventMs = 5_000;

interface BeatDeps extends Pick<Engine, 'store' | 'publish' | 'log'> {
  readonly now: () => number;
  readonly every: (ms: number, callback: () => void) => () => void;
  /** Holds the message of the task back for another lease. */
  readonly extend: (seconds: number) => Promise<void>;
}

/**
 * Keeps the lease of a running task, carries its progress out and a cancellation in. A pulse only reads, unless there is
 * progress, or a third of the lease has passed, which then renews it.
 */
export function startHeartbeat(deps: BeatDeps, claimed: StoredTask): Heartbeat {
  const controller = new AbortController();
  const { leaseSeconds } = taskTypeOf(claimed.type);
  const leaseMs = leaseSeconds * 1_000;
  let task = claimed;
  let current: Progress = claimed.progress;
  let state: 'running' | 'lost' | 'cancelled' = 'running';
  let renewedAt = deps.now();
  let toldAt = Number.NEGATIVE_INFINITY;
  let pulse: Promise<void> | undefined;

  const leave = (reason: 'lost' | 'cancelled') => {
    state = reason;
    controller.abort(new Error(reason === 'lost' ? 'The lease of the task was lost.' : 'The task was cancelled.'));
  };
  const look = (seen: StoredTask | undefined) => {
    if (seen?.revision !== task.revision) leave('lost');
    else if (seen.cancelRequestedAt) leave('cancelled');
  };
  const write = async (at: number, { isNews, isDue }: { isNews: boolean; isDue: boolean }) => {
    const tells = isNews && at - toldAt >= progressEventMs;
    const progress = current;
    const owed = tells ? [...task.owed, owedProgress(task, progress, at)] : task.owed;
    const leaseExpiresAt = isDue || !task.leaseExpiresAt ? leaseUntil(task, at) : task.leaseExpiresAt;
    const seen = await deps.store.heartbeat(task, { progress, owed, leaseExpiresAt });
    look(seen);
    if (!seen) return;
    task = { ...task, progress, owed, leaseExpiresAt };
    if (tells) toldAt = at;
    if (!isDue) return;
    renewedAt = at;
    await deps.extend(leaseSeconds);
  };
  const tell = async () => {
    await announce(deps, task);
    task = { ...task, owed: [] };
  };
  const beat = async () => {
    try {
      const at = deps.now();
      const isNews = current.percent !== task.progress.percent || current.message !== task.progress.message;
      const isDue = at - renewedAt >= leaseMs / 3;
      if (isNews || isDue) await write(at, { isNews, isDue });
      else look(await deps.store.get(task.orgId, task.id));
      if (state === 'running' && task.owed.length > 0) await tell();
    } catch (error) {
      // One missed renewal is survivable; an expired lease is not, because another worker may have started.
      deps.log.error('heartbeat failed', error, { taskId: task.id });
      if (deps.now() - renewedAt > leaseMs) leave('lost');
    }
  };
  const stop = deps.every(Math.min(pulseMs, leaseMs / 3), () => {
    if (pulse || state !== 'running') return;
    pulse = beat().finally(() => {
      pulse = undefined;
    });
  });
  return {
    signal: controller.signal,
    progress: (percent, message) => {
      current = {
        percent: Math.max(current.percent, Math.min(99, Math.round(percent))),
        message: message.slice(0, 500),
      };
    },
    isLost: () => state === 'lost',
    isCancelled: () => state === 'cancelled',
    stop,
    idle: async () => pulse,
    task: () => task,
  };
}
