import type { WorkerDeps } from './worker.ts';

/** Time and chance of the machine, for the entries of workers; tests bring their own. */
export const systemTime: Pick<WorkerDeps, 'now' | 'random' | 'every'> = {
  now: Date.now,
  random: Math.random,
  every: (ms, callback) => {
    const timer = setInterval(callback, ms);
    return () => clearInterval(timer);
  },
};
