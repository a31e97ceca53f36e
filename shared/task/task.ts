import * as z from 'zod';
import { idPattern } from '../id.ts';
import { type TaskType, taskTypes } from './type.ts';

export const TaskStatus = z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled', 'timed-out']);
export type TaskStatus = z.infer<typeof TaskStatus>;

export const TaskTypeName = z.enum(Object.keys(taskTypes) as [TaskType, ...TaskType[]]);

export const TaskId = z.string().regex(idPattern('task'), 'Not a task id');

export const Progress = z.object({
  percent: z.number().min(0).max(100),
  message: z.string().max(500).optional(),
});
export type Progress = z.infer<typeof Progress>;

export const TaskError = z.object({
  code: z.string().describe('Stable, for programs.'),
  detail: z.string().describe('For people.'),
});
export type TaskError = z.infer<typeof TaskError>;

/** A task as clients see it. Times are ISO 8601, UTC. */
export const Task = z
  .object({
    id: TaskId,
    type: TaskTypeName,
    status: TaskStatus,
    projectId: z.string(),
    priority: z.number().int(),
    progress: Progress,
    attempt: z.number().int().describe('How often it was started.'),
    maxAttempts: z.number().int(),
    createdAt: z.iso.datetime(),
    startedAt: z.iso.datetime().optional().describe('Of the latest attempt.'),
    finishedAt: z.iso.datetime().optional(),
    result: z.unknown().optional(),
    error: TaskError.optional().describe('Of the latest attempt that failed.'),
    cancelRequestedAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'Task' });
export type Task = z.infer<typeof Task>;

/** A task as the table holds it. */
export const StoredTask = Task.extend({
  orgId: z.string(),
  input: z.unknown(),
  inputVersion: z.number().int(),
  /** Random name of the one worker that may write. */
  leaseOwner: z.string().optional(),
  leaseExpiresAt: z.iso.datetime().optional(),
  /** Not to be started before; set while a retry backs off. */
  notBefore: z.iso.datetime().optional(),
  /** Outbox: the event that the last transition owes to the bus. The item stays due until it is known to be published. */
  event: z.object({ id: z.string(), occurredAt: z.iso.datetime() }),
});
export type StoredTask = z.infer<typeof StoredTask>;

export function isFinished(status: TaskStatus): boolean {
  return status !== 'queued' && status !== 'running';
}

/** What travels in the queue. Everything else is read from the table, so a message can be repeated or late without harm. */
export const TaskMessage = z.object({ orgId: z.string(), taskId: TaskId });
export type TaskMessage = z.infer<typeof TaskMessage>;
