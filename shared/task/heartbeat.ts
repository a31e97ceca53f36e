import type { Progress, StoredTask } from './task.ts';
import { taskTypeOf } from './type.ts';
import type { WorkerDeps } from './worker.ts';

export interface Heartbeat {
  /** Aborts when the task is cancelled or the lease is lost. */
  readonly signal: AbortSignal;
  progress(percent: number, message: string): void;
  isLost(): boolean;
  isCancelled(): boolean;
  stop(): void;
  /** Resolves when no renewal is under way. */
  idle(): Promise<void>;
}

/** How often a running task looks whether it was cancelled; also how late its progress may be seen. */
const pulseMs = 3_000;

/** Keeps the lease of a running task, carries its progress out and a cancellation in. */
export function startHeartbeat(deps: Pick<WorkerDeps, 'store' | 'every' | 'now' | 'log'>, task: StoredTask): Heartbeat {
  const controller = new AbortController();
  const leaseMs = taskTypeOf(task.type).leaseSeconds * 1_000;
  let current: Progress = task.progress;
  let state: 'running' | 'lost' | 'cancelled' = 'running';
  let renewedAt = deps.now();
  let renewal: Promise<void> | undefined;

  const leave = (reason: 'lost' | 'cancelled') => {
    state = reason;
    controller.abort(new Error(reason === 'lost' ? 'The lease of the task was lost.' : 'The task was cancelled.'));
  };
  const renew = async () => {
    try {
      const at = deps.now();
      const renewed = await deps.store.heartbeat(task, current, at);
      if (!renewed) leave('lost');
      else if (renewed.cancelRequestedAt) leave('cancelled');
      renewedAt = at;
    } catch (error) {
      // One missed renewal is survivable; an expired lease is not, because another worker may have started.
      deps.log.error('heartbeat failed', error, { taskId: task.id });
      if (deps.now() - renewedAt > leaseMs) leave('lost');
    }
  };
  const stop = deps.every(Math.min(pulseMs, leaseMs / 3), () => {
    if (renewal || state !== 'running') return;
    renewal = renew().finally(() => {
      renewal = undefined;
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
    idle: async () => renewal,
  };
}
