import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { createPublisher } from '../../shared/events.ts';
import { httpHandler } from '../../shared/http.ts';
import { createIdempotency } from '../../shared/idempotency.ts';
import { lazyHandlers } from '../../shared/lazy-handlers.ts';
import { createLogger } from '../../shared/log.ts';
import { createRateLimiter } from '../../shared/rate-limit.ts';
import { bucketOf, getObject } from '../../shared/storage/s3.ts';
import { createLazyTaskQueue } from '../../shared/task/lazy-queue.ts';
import { createTaskStore } from '../../shared/task/store.ts';
import { createAnalysisStore } from './analysis/store.ts';
import { insightContract } from './contract.ts';
import { ApiEnv } from './env.ts';
import type { InsightDeps } from './handlers.ts';
import { createSnapshotStore } from './snapshot/store.ts';

const env = parseEnv(ApiEnv);
const dynamo = new DynamoDBClient({});
const table = createTable(dynamo, env.TABLE_NAME);
const log = createLogger({ service: 'insight-runner' });
const reports = bucketOf(env.BUCKET_NAME);

const deps: InsightDeps = {
  log,
  queue: createLazyTaskQueue(env),
  objects: { get: (key) => getObject(reports, key) },
  analyses: createAnalysisStore(table),
  snapshots: createSnapshotStore(dynamo, table),
  projects: createTable(dynamo, env.PROJECTS_TABLE_NAME),
  uploads: createTable(dynamo, env.TASKS_TABLE_NAME),
  store: createTaskStore(dynamo, env.TASKS_TABLE_NAME),
  publish: createPublisher(env.BUS_NAME),
};

export const handler = httpHandler(
  insightContract,
  lazyHandlers(insightContract, async () => {
    const { insightHandlers } = await import('./handlers.ts');
    return insightHandlers(deps);
  }),
  {
    apiUrl: env.API_URL,
    log,
    now: Date.now,
    idempotency: createIdempotency(table),
    limits: createRateLimiter(dynamo, env.RATE_TABLE_NAME),
  },
);
