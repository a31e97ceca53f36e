import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { createPublisher } from '../../shared/events.ts';
import { httpHandler } from '../../shared/http.ts';
import { createIdempotency } from '../../shared/idempotency.ts';
import { lazyHandlers } from '../../shared/lazy-handlers.ts';
import { createLogger } from '../../shared/log.ts';
import { createRateLimiter } from '../../shared/rate-limit.ts';
import { createSecretLoader } from '../../shared/secret.ts';
import { bucketOf, getObject } from '../../shared/storage/s3.ts';
import { createLazyTaskQueue } from '../../shared/task/lazy-queue.ts';
import { createTaskStore } from '../../shared/task/store.ts';
import { autopilotContract } from './contract.ts';
import { ApiEnv } from './env.ts';
import type { AutopilotDeps } from './handlers.ts';
import { createRunStore } from './run/store.ts';
import { createSettingsStore } from './settings/store.ts';
import { createTrustStore } from './trust/store.ts';

const env = parseEnv(ApiEnv);
const dynamo = new DynamoDBClient({});
const table = createTable(dynamo, env.TABLE_NAME);
const log = createLogger({ service: 'autopilot-runner' });
const results = bucketOf(env.BUCKET_NAME);

const deps: AutopilotDeps = {
  ...{ dynamo, log },
  queue: createLazyTaskQueue(env),
  objects: { get: (key) => getObject(results, key) },
  runs: createRunStore(table),
  trust: createTrustStore(table),
  settings: createSettingsStore(table),
  projects: createTable(dynamo, env.PROJECTS_TABLE_NAME),
  uploads: createTable(dynamo, env.TASKS_TABLE_NAME),
  store: createTaskStore(dynamo, env.TASKS_TABLE_NAME),
  secret: createSecretLoader(env.SECRET_ARN),
  publish: createPublisher(env.BUS_NAME),
};

export const handler = httpHandler(
  autopilotContract,
  lazyHandlers(autopilotContract, async () => {
    const { autopilotHandlers } = await import('./handlers.ts');
    return autopilotHandlers(deps);
  }),
  {
    apiUrl: env.API_URL,
    log,
    now: Date.now,
    idempotency: createIdempotency(table),
    limits: createRateLimiter(dynamo, env.RATE_TABLE_NAME),
  },
);
