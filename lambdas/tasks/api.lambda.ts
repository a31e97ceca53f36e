import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { createPublisher } from '../../shared/events.ts';
import { httpHandler } from '../../shared/http.ts';
import { createLogger } from '../../shared/log.ts';
import { createRateLimiter } from '../../shared/rate-limit.ts';
import { createTaskStore } from '../../shared/task/store.ts';
import { tasksContract } from './contract.ts';
import { ApiEnv } from './env.ts';
import { cancelTask } from './task/cancel-task.ts';
import { awaitTask, listTasks } from './task/read-task.ts';

const env = parseEnv(ApiEnv);
const dynamo = new DynamoDBClient({});
const tasks = createTaskStore(dynamo, env.TASKS_TABLE_NAME);
const log = createLogger({ service: 'tasks' });
const deps = {
  tasks,
  store: tasks,
  projects: createTable(dynamo, env.PROJECTS_TABLE_NAME),
  log,
  publish: createPublisher(env.BUS_NAME),
  now: Date.now,
  wait: (ms: number) => wait(ms),
};

export const handler = httpHandler(
  tasksContract,
  {
    listTasks: ({ ctx, query }) => listTasks({ ctx, deps, input: query }),
    getTask: ({ ctx, params, query }) => awaitTask({ ctx, deps, input: { ...params, ...query } }),
    cancelTask: ({ ctx, params }) => cancelTask({ ctx, deps, input: params }),
  },
  { apiUrl: env.API_URL, log, now: Date.now, limits: createRateLimiter(dynamo, env.RATE_TABLE_NAME) },
);
