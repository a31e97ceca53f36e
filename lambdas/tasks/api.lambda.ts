import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { parseEnv } from '../../shared/env.ts';
import { createPublisher } from '../../shared/events.ts';
import { httpHandler } from '../../shared/http.ts';
import { createLogger } from '../../shared/log.ts';
import { createTaskStore } from '../../shared/task/store.ts';
import { tasksContract } from './contract.ts';
import { ApiEnv } from './env.ts';
import { cancelTask } from './task/cancel-task.ts';
import { awaitTask, readableTypes } from './task/read-task.ts';

const env = parseEnv(ApiEnv);
const tasks = createTaskStore(new DynamoDBClient({}), env.TASKS_TABLE_NAME);
const log = createLogger({ service: 'tasks' });
const deps = {
  tasks,
  store: tasks,
  log,
  publish: createPublisher(env.BUS_NAME),
  now: Date.now,
  wait: (ms: number) => wait(ms),
};

export const handler = httpHandler(
  tasksContract,
  {
    listTasks: async ({ ctx, query: { type, ...query } }) => {
      const types = readableTypes(ctx).filter((readable) => type === undefined || readable === type);
      return types.length === 0 ? { items: [] } : tasks.list(ctx.orgId, { ...query, types });
    },
    getTask: ({ ctx, params, query }) => awaitTask({ ctx, deps, input: { ...params, ...query } }),
    cancelTask: ({ ctx, params }) => cancelTask({ ctx, deps, input: params }),
  },
  { apiUrl: env.API_URL, log, now: Date.now },
);
