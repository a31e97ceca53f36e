import * as z from 'zod';
import { submissionQueuesEnv, taskQueuesEnv } from '../../shared/task/queue-env.ts';

const table = { TASKS_TABLE_NAME: z.string().min(3), BUS_NAME: z.string().min(1) };

export const ApiEnv = z.object({
  ...table,
  API_URL: z.url(),
  PROJECTS_TABLE_NAME: z.string().min(3),
  RATE_TABLE_NAME: z.string().min(3),
  /** Results that are too large for the table. */
  RESULTS_BUCKET_NAME: z.string().min(3),
  UPLOADS_BUCKET_NAME: z.string().min(3),
  /** By which the inspection hears of an upload. */
  UPLOADS_QUEUE_URL: z.url(),
  ...taskQueuesEnv,
  ...submissionQueuesEnv,
});
export const SweepEnv = z.object({ ...table, ...taskQueuesEnv, ...submissionQueuesEnv });
export const ErasureEnv = z.object({
  TASKS_TABLE_NAME: table.TASKS_TABLE_NAME,
  /** What all services count of requests together goes with the tasks. */
  RATE_TABLE_NAME: z.string().min(3),
  RESULTS_BUCKET_NAME: z.string().min(3),
  UPLOADS_BUCKET_NAME: z.string().min(3),
  /** The function's own, for what does not fit into one run. */
  ERASURE_QUEUE_URL: z.url(),
});
export const TickSchedulesEnv = z.object({
  TASKS_TABLE_NAME: table.TASKS_TABLE_NAME,
  PROJECTS_TABLE_NAME: z.string().min(3),
  ...submissionQueuesEnv,
});
export const InspectUploadEnv = z.object({
  TASKS_TABLE_NAME: table.TASKS_TABLE_NAME,
  UPLOADS_BUCKET_NAME: z.string().min(3),
});
