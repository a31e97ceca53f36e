import * as z from 'zod';
import { submissionQueuesEnv, taskQueuesEnv } from '../../shared/task/queue-env.ts';

const common = {
  TABLE_NAME: z.string().min(3),
  TASKS_TABLE_NAME: z.string().min(3),
  BUS_NAME: z.string().min(1),
  ...taskQueuesEnv,
};
const projects = { PROJECTS_TABLE_NAME: z.string().min(3) };
const reports = { BUCKET_NAME: z.string().min(3) };
/** `true` only in stage `local`: pages on the machine itself may be tested. */
const targets = { ALLOW_LOOPBACK: z.enum(['true', 'false']) };
/** For messages that cannot be read, with the reason. */
const parked = { PARKED_QUEUE_URL: z.url() };

export const ApiEnv = z.object({
  ...{ ...common, ...projects, ...reports, ...targets },
  API_URL: z.url(),
  RATE_TABLE_NAME: z.string().min(3),
});
export const WorkerEnv = z.object({
  ...{ ...common, ...reports, ...targets, ...parked },
  /** Task results that are too large for the table. */
  RESULTS_BUCKET_NAME: z.string().min(3),
});
export const BatchWorkerEnv = z.object({ ...common, ...parked, ...submissionQueuesEnv });
export const SubmissionEnv = z.object({ ...common, ...projects, ...targets, ...parked });
export const OutboxEnv = z.object({ TABLE_NAME: common.TABLE_NAME, BUS_NAME: common.BUS_NAME });
