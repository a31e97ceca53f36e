import * as z from 'zod';
import type { TaskType } from './type.ts';

/** The environment variable that holds the queue URL of each task type. */
export const queueVariables = { 'guardian.test': 'QUEUE_GUARDIAN_TEST' } as const satisfies Record<TaskType, string>;

/** For functions that send to every queue. */
export const taskQueuesEnv = { QUEUE_GUARDIAN_TEST: z.url() } as const satisfies Record<
  (typeof queueVariables)[TaskType],
  z.ZodType
>;

export function taskQueueUrls(env: z.infer<z.ZodObject<typeof taskQueuesEnv>>): Record<TaskType, string> {
  return { 'guardian.test': env[queueVariables['guardian.test']] };
}
