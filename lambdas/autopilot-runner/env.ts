import * as z from 'zod';
import { taskQueuesEnv } from '../../shared/task/queue-env.ts';

const common = {
  TABLE_NAME: z.string().min(3),
  TASKS_TABLE_NAME: z.string().min(3),
  BUS_NAME: z.string().min(1),
  /** What the key of attestations is derived from. */
  SECRET_ARN: z.string().startsWith('arn:'),
  ...taskQueuesEnv,
};
const results = { BUCKET_NAME: z.string().min(3) };

export const ApiEnv = z.object({
  ...{ ...common, ...results },
  PROJECTS_TABLE_NAME: z.string().min(3),
  API_URL: z.url(),
  RATE_TABLE_NAME: z.string().min(3),
});
export const WorkerEnv = z.object({
  ...{ ...common, ...results },
  /** Where the content of uploads is. */
  UPLOADS_BUCKET_NAME: z.string().min(3),
  /** For messages that cannot be read, with the reason. */
  PARKED_QUEUE_URL: z.url(),
});
export const OutboxEnv = z.object({ TABLE_NAME: common.TABLE_NAME, BUS_NAME: common.BUS_NAME });
