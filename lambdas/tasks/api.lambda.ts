import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { createPublisher } from '../../shared/events.ts';
import { httpHandler } from '../../shared/http.ts';
import { createIdempotency } from '../../shared/idempotency.ts';
import { createLogger } from '../../shared/log.ts';
import { createRateLimiter } from '../../shared/rate-limit.ts';
import { createTaskStore } from '../../shared/task/store.ts';
import { tasksContract } from './contract.ts';
import { ApiEnv } from './env.ts';
import { tasksHandlers } from './handlers.ts';

const env = parseEnv(ApiEnv);
const dynamo = new DynamoDBClient({});
const store = createTaskStore(dynamo, env.TASKS_TABLE_NAME);
const log = createLogger({ service: 'tasks' });
const table = createTable(dynamo, env.TASKS_TABLE_NAME);

export const handler = httpHandler(
  tasksContract,
  tasksHandlers({
    ...{ dynamo, table, store, tasks: store, log },
    projects: createTable(dynamo, env.PROJECTS_TABLE_NAME),
    publish: createPublisher(env.BUS_NAME),
    now: Date.now,
    wait: (ms) => wait(ms),
  }),
  {
    apiUrl: env.API_URL,
    log,
    now: Date.now,
    idempotency: createIdempotency(table),
    limits: createRateLimiter(dynamo, env.RATE_TABLE_NAME),
  },
);
