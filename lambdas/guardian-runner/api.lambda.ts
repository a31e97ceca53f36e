import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { createPublisher } from '../../shared/events.ts';
import { httpHandler } from '../../shared/http.ts';
import { createIdempotency } from '../../shared/idempotency.ts';
import { lazyHandlers } from '../../shared/lazy-handlers.ts';
import { createLogger } from '../../shared/log.ts';
import { createRateLimiter } from '../../shared/rate-limit.ts';
import { bucketOf, getObject, presignDownload } from '../../shared/storage/s3.ts';
import type { LinkingStorage } from '../../shared/storage/storage.ts';
import { createLazyTaskQueue } from '../../shared/task/lazy-queue.ts';
import { createTaskStore } from '../../shared/task/store.ts';
import { createBatchStore } from './batch/store.ts';
import { guardianContract } from './contract.ts';
import { ApiEnv } from './env.ts';
import type { GuardianDeps } from './handlers.ts';
import { createTestStore } from './test/store.ts';

const env = parseEnv(ApiEnv);
const dynamo = new DynamoDBClient({});
const table = createTable(dynamo, env.TABLE_NAME);
const log = createLogger({ service: 'guardian-runner' });
const reports = bucketOf(env.BUCKET_NAME);

const objects: Pick<LinkingStorage, 'get' | 'downloadUrl'> = {
  get: (key) => getObject(reports, key),
  downloadUrl: (key, options) => presignDownload(reports, key, options),
};

const deps: GuardianDeps = {
  ...{ log, objects },
  queue: createLazyTaskQueue(env),
  tests: createTestStore(table),
  batches: createBatchStore(table),
  projects: createTable(dynamo, env.PROJECTS_TABLE_NAME),
  store: createTaskStore(dynamo, env.TASKS_TABLE_NAME),
  publish: createPublisher(env.BUS_NAME),
  allowLoopback: env.ALLOW_LOOPBACK === 'true',
};

export const handler = httpHandler(
  guardianContract,
  lazyHandlers(guardianContract, async () => {
    const { guardianHandlers } = await import('./handlers.ts');
    return guardianHandlers(deps);
  }),
  {
    apiUrl: env.API_URL,
    log,
    now: Date.now,
    idempotency: createIdempotency(table),
    limits: createRateLimiter(dynamo, env.RATE_TABLE_NAME),
  },
);
