import * as z from 'zod';
import type { SubmissionType, TaskType, taskTypes } from './type.ts';

/** The URLs of the two queues of a type: enterprise tasks have their own. */
export interface QueueUrls {
  readonly standard: string;
  readonly priority: string;
}
export type TaskQueueUrls = Readonly<Record<TaskType, QueueUrls>>;

/** For functions that send tasks to every queue. */
export const taskQueuesEnv = {
  QUEUE_GUARDIAN_TEST: z.url(),
  QUEUE_GUARDIAN_TEST_PRIORITY: z.url(),
  QUEUE_GUARDIAN_BATCH: z.url(),
  QUEUE_GUARDIAN_BATCH_PRIORITY: z.url(),
  QUEUE_INSIGHT_ANALYSIS: z.url(),
  QUEUE_INSIGHT_ANALYSIS_PRIORITY: z.url(),
  QUEUE_AUTOPILOT_RUN: z.url(),
  QUEUE_AUTOPILOT_RUN_PRIORITY: z.url(),
} as const;
export type TaskQueuesEnv = z.infer<z.ZodObject<typeof taskQueuesEnv>>;

/** The environment variables that hold the queue URLs of each type. */
export const queueVariables = {
  'guardian.test': { standard: 'QUEUE_GUARDIAN_TEST', priority: 'QUEUE_GUARDIAN_TEST_PRIORITY' },
  'guardian.batch': { standard: 'QUEUE_GUARDIAN_BATCH', priority: 'QUEUE_GUARDIAN_BATCH_PRIORITY' },
  'insight.analysis': { standard: 'QUEUE_INSIGHT_ANALYSIS', priority: 'QUEUE_INSIGHT_ANALYSIS_PRIORITY' },
  'autopilot.run': { standard: 'QUEUE_AUTOPILOT_RUN', priority: 'QUEUE_AUTOPILOT_RUN_PRIORITY' },
} as const satisfies Record<TaskType, Record<keyof QueueUrls, keyof TaskQueuesEnv>>;

export function taskQueueUrls(env: TaskQueuesEnv): TaskQueueUrls {
  const urls = (type: TaskType): QueueUrls => ({
    standard: env[queueVariables[type].standard],
    priority: env[queueVariables[type].priority],
  });
  return {
    'guardian.test': urls('guardian.test'),
    'guardian.batch': urls('guardian.batch'),
    'insight.analysis': urls('insight.analysis'),
    'autopilot.run': urls('autopilot.run'),
  } satisfies Record<keyof typeof taskTypes, QueueUrls>;
}

/** For functions that ask products for tasks: parents and schedules. One queue per type that can be asked for. */
export const submissionQueuesEnv = { SUBMISSIONS_GUARDIAN_TEST: z.url(), SUBMISSIONS_GUARDIAN_BATCH: z.url() } as const;
export type SubmissionQueuesEnv = z.infer<z.ZodObject<typeof submissionQueuesEnv>>;

export function submissionQueueUrls(env: SubmissionQueuesEnv): Readonly<Record<SubmissionType, string>> {
  return { 'guardian.test': env.SUBMISSIONS_GUARDIAN_TEST, 'guardian.batch': env.SUBMISSIONS_GUARDIAN_BATCH };
}
