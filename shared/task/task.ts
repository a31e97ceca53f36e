import * as z from 'zod';
import { ActorType } from '../context.ts';
import { Plan } from '../plan.ts';
import { TaskId } from './task-id.ts';
import { type TaskType, taskTypes } from './type.ts';
import { Wait } from './waits.ts';

export { TaskId } from './task-id.ts';

export const TaskStatus = z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled', 'timed-out']);
export type TaskStatus = z.infer<typeof TaskStatus>;
export type FinalStatus = Exclude<TaskStatus, 'queued' | 'running'>;

export const TaskTypeName = z.enum(Object.keys(taskTypes) as [TaskType, ...TaskType[]]);

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

/** `used + refunded = reserved` once the task has finished. */
export const TaskQuota = z.object({
  metered: z.enum(['insight.analysis', 'autopilot.run', 'guardian.test']),
  month: z
    .string()
    .regex(/^\d{4}-\d{2}$/)
    .describe('Which the latest reservation counts against (UTC).'),
  reserved: z.int().min(0),
  used: z.int().min(0),
  refunded: z.int().min(0),
});
export type TaskQuota = z.infer<typeof TaskQuota>;

export const ChildCounts = z.object({ total: z.int().min(0), finished: z.int().min(0), failed: z.int().min(0) });
export type ChildCounts = z.infer<typeof ChildCounts>;

/** What asked for the task, when it was not a client. */
export const Origin = z.object({
  type: z.enum(['schedule', 'task']),
  id: z.string(),
  dueAt: z.iso.datetime().optional(),
});
export type Origin = z.infer<typeof Origin>;

export const PastError = TaskError.extend({ attempt: z.int().min(0), at: z.iso.datetime() });
export type PastError = z.infer<typeof PastError>;

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
    queuedAt: z.iso.datetime().optional().describe('When it became queued the last time.'),
    startAt: z.iso.datetime().optional().describe('Not to start before.'),
    expiresAt: z.iso.datetime().optional().describe('When it gives up waiting for its first start.'),
    startedAt: z.iso.datetime().optional().describe('Of the latest attempt.'),
    finishedAt: z.iso.datetime().optional(),
    result: z.unknown().optional().describe('Small results, of one task that is read by its id.'),
    resultUrl: z.string().optional().describe('Where a large result is.'),
    error: TaskError.optional().describe('Of the latest attempt that failed.'),
    previousErrors: z.array(PastError).default([]).describe('The last ten, oldest first.'),
    redrives: z.int().min(0).default(0).describe('How often people had it tried again after its end.'),
    cancelRequestedAt: z.iso.datetime().optional(),
    quota: TaskQuota.optional().describe('Missing when it does not count against the month.'),
    parentId: TaskId.optional(),
    children: ChildCounts.optional(),
    origin: Origin.optional(),
  })
  .meta({ id: 'Task' });
export type Task = z.infer<typeof Task>;

/**
 * What a queued task waits for. Only one in `queue` holds a slot of its organization; `ready`, `delay` and `backoff` take
 * one when their message arrives.
 */
export const Hold = z.enum(['queue', 'lane', 'delay', 'backoff', 'ready', 'children']);
export type Hold = z.infer<typeof Hold>;

/** An event that a transition owes to the bus, with what it says of that moment. */
export const Owed = z.object({
  id: z.string(),
  occurredAt: z.iso.datetime(),
  name: z.string(),
  attempt: z.int(),
  error: TaskError.optional(),
  progress: Progress.optional(),
});
export type Owed = z.infer<typeof Owed>;

export const ResultRef = z.object({
  kind: z.enum(['item', 'object']),
  key: z.string().optional(),
  bytes: z.int().min(0),
});
export type ResultRef = z.infer<typeof ResultRef>;

/** A task as the table holds it. */
export const StoredTask = Task.omit({ result: true, resultUrl: true }).extend({
  orgId: z.string(),
  /** Who asked for it; its children are asked for in the same name. */
  actor: z.object({ type: ActorType, id: z.string() }),
  /** At the time of the submit: it decides the queue and how long the task is kept. */
  plan: Plan,
  input: z.unknown(),
  inputVersion: z.number().int(),
  /** Grows with every transition; each is conditional on the one that was read, so none undoes another. */
  revision: z.int().min(0),
  /** Outbox: published in order, then removed. While one is left the item stays due. */
  owed: z.array(Owed),
  waits: z.array(Wait),
  /** While queued. */
  hold: Hold.optional(),
  /** The sort key of the item in the waiting line; with hold `lane`. */
  waitKey: z.string().optional(),
  /** Not to be started before; with hold `delay` and `backoff`. */
  notBefore: z.iso.datetime().optional(),
  /** Random name of the one worker that may write. */
  leaseOwner: z.string().optional(),
  leaseExpiresAt: z.iso.datetime().optional(),
  /** The attempts that belong to earlier reservations: before the latest redrive. */
  baseAttempt: z.int().min(0),
  singletonKey: z.string().optional(),
  debounceKey: z.string().optional(),
  /** Its key among the children of its parent. */
  parentKey: z.string().optional(),
  /** Its parent has counted its end already: it is redriven. */
  isCounted: z.boolean().optional(),
  /** 1 for a task of a client or schedule, 2 for its children. */
  depth: z.int().min(1),
  resultRef: ResultRef.optional(),
  /** From its suspension for children until it runs again, which counts as the same attempt. */
  isSuspended: z.boolean().optional(),
  /** It ended with children open, which are to be cancelled. */
  leavesChildren: z.boolean().optional(),
  /** When DynamoDB may delete it; seconds since the epoch. */
  ttl: z.int().optional(),
});
export type StoredTask = z.infer<typeof StoredTask>;

export function isFinished(status: TaskStatus): status is FinalStatus {
  return status !== 'queued' && status !== 'running';
}

/** DynamoDB deletes up to days late; what has had its time is gone all the same. */
export function isOver(task: Pick<StoredTask, 'ttl'>, now: number): boolean {
  return task.ttl !== undefined && task.ttl * 1_000 <= now;
}

/** Whether it counts as one of those at work for its organization. */
export function holdsSlot(task: Pick<StoredTask, 'status' | 'hold'>): boolean {
  return task.status === 'running' || (task.status === 'queued' && task.hold === 'queue');
}

/** Whether it was started since it was last paid for. */
export function isStarted(task: Pick<StoredTask, 'attempt' | 'baseAttempt'>): boolean {
  return task.attempt > task.baseAttempt;
}

/** What travels in the queue. Everything else is read from the table, so a message can be repeated or late without harm. */
export const TaskMessage = z.object({
  orgId: z.string(),
  taskId: TaskId,
  /** All events that the task owed at this revision are published. */
  told: z.int().optional(),
});
export type TaskMessage = z.infer<typeof TaskMessage>;
