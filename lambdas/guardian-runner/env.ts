import * as z from 'zod';

const common = {
  TABLE_NAME: z.string().min(3),
  TASKS_TABLE_NAME: z.string().min(3),
  BUCKET_NAME: z.string().min(3),
  BUS_NAME: z.string().min(1),
  QUEUE_GUARDIAN_TEST: z.url(),
  /** `true` only in stage `local`: pages on the machine itself may be tested. */
  ALLOW_LOOPBACK: z.enum(['true', 'false']),
};

export const ApiEnv = z.object({
  ...common,
  API_URL: z.url(),
  PROJECTS_TABLE_NAME: z.string().min(3),
  RATE_TABLE_NAME: z.string().min(3),
});
export const WorkerEnv = z.object(common);
