import * as z from 'zod';
import { defineEvent } from '../events.ts';
import { Progress, TaskError, type TaskStatus, TaskTypeName } from './task.ts';

const base = { taskId: z.string(), type: TaskTypeName, projectId: z.string(), attempt: z.number().int() };
const example = {
  taskId: 'task_01jd9q4w8x5k2m7n3p6r0s1t2v',
  type: 'guardian.test',
  projectId: 'prj_01jd9pzv3b8c4d5e6f7g8h9j0k',
  attempt: 1,
} as const;
const aboutTask = { audience: 'customers', subject: 'taskId', payload: z.object(base), example } as const;

export const taskQueued = defineEvent({
  ...aboutTask,
  type: 'task.queued.v1',
  description: 'A task was accepted, or waits for its next attempt.',
});
export const taskStarted = defineEvent({
  ...aboutTask,
  type: 'task.started.v1',
  description: 'A worker took the task.',
});
export const taskProgressed = defineEvent({
  ...aboutTask,
  type: 'task.progressed.v1',
  description: 'The task got on; told now and then while it runs.',
  payload: z.object({ ...base, progress: Progress }),
  example: { ...example, progress: { percent: 40, message: 'Measuring performance' } },
});
export const taskSucceeded = defineEvent({
  ...aboutTask,
  type: 'task.succeeded.v1',
  description: 'The task has a result.',
});
export const taskFailed = defineEvent({
  ...aboutTask,
  type: 'task.failed.v1',
  description: 'The task failed for good, or ran out of time.',
  payload: z.object({ ...base, error: TaskError.optional() }),
  example: { ...example, attempt: 3, error: { code: 'unreachable', detail: 'The host of the page does not answer.' } },
});
export const taskCancelled = defineEvent({
  ...aboutTask,
  type: 'task.cancelled.v1',
  description: 'The task was cancelled.',
});

/** The event that a task owes for having reached this status. */
export const eventOfStatus = {
  queued: taskQueued,
  running: taskStarted,
  succeeded: taskSucceeded,
  failed: taskFailed,
  'timed-out': taskFailed,
  cancelled: taskCancelled,
} as const satisfies Record<TaskStatus, unknown>;
