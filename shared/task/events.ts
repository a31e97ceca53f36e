import * as z from 'zod';
import { defineEvent } from '../events.ts';
import { TaskError, type TaskStatus, TaskTypeName } from './task.ts';

const base = { taskId: z.string(), type: TaskTypeName, projectId: z.string(), attempt: z.number().int() };

export const taskQueued = defineEvent({
  type: 'task.queued.v1',
  description: 'A task was accepted, or waits for its next attempt.',
  payload: z.object(base),
});
export const taskStarted = defineEvent({
  type: 'task.started.v1',
  description: 'A worker took the task.',
  payload: z.object(base),
});
export const taskSucceeded = defineEvent({
  type: 'task.succeeded.v1',
  description: 'The task has a result.',
  payload: z.object(base),
});
export const taskFailed = defineEvent({
  type: 'task.failed.v1',
  description: 'The task failed for good, or ran out of time.',
  payload: z.object({ ...base, error: TaskError.optional() }),
});
export const taskCancelled = defineEvent({
  type: 'task.cancelled.v1',
  description: 'The task was cancelled.',
  payload: z.object(base),
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
