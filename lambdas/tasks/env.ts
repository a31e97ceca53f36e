import * as z from 'zod';
import { taskQueuesEnv } from '../../shared/task/queue-env.ts';

const table = { TASKS_TABLE_NAME: z.string().min(3), BUS_NAME: z.string().min(1) };

export const ApiEnv = z.object({
  ...table,
  API_URL: z.url(),
  PROJECTS_TABLE_NAME: z.string().min(3),
  RATE_TABLE_NAME: z.string().min(3),
});
export const SweepEnv = z.object({ ...table, ...taskQueuesEnv });
