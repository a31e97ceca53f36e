import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { createPublisher } from '../../shared/events.ts';
import { httpHandler } from '../../shared/http.ts';
import { createIdempotency } from '../../shared/idempotency.ts';
import { createLogger } from '../../shared/log.ts';
import { createRateLimiter } from '../../shared/rate-limit.ts';
import { Reply } from '../../shared/route.ts';
import { createTaskQueue } from '../../shared/task/queue.ts';
import { taskQueueUrls } from '../../shared/task/queue-env.ts';
import { createTaskStore } from '../../shared/task/store.ts';
import { guardianContract } from './contract.ts';
import { ApiEnv } from './env.ts';
import { createObjects } from './s3.ts';
import { readArtifact, readReport } from './test/read-report.ts';
import { listTests, readTest } from './test/read-test.ts';
import { createTestStore } from './test/store.ts';
import { submitTest } from './test/submit-test.ts';

const env = parseEnv(ApiEnv);
const dynamo = new DynamoDBClient({});
const table = createTable(dynamo, env.TABLE_NAME);
const log = createLogger({ service: 'guardian-runner' });
const deps = {
  dynamo,
  log,
  tests: createTestStore(table),
  projects: createTable(dynamo, env.PROJECTS_TABLE_NAME),
  store: createTaskStore(dynamo, env.TASKS_TABLE_NAME),
  queue: createTaskQueue(new SQSClient({}), taskQueueUrls(env)),
  objects: createObjects(env.BUCKET_NAME),
  publish: createPublisher(env.BUS_NAME),
  allowLoopback: env.ALLOW_LOOPBACK === 'true',
};

export const handler = httpHandler(
  guardianContract,
  {
    submitTest: async ({ ctx, body }) => {
      const task = await submitTest({ ctx, deps, input: body });
      return new Reply({ task }, { location: `/v1/tasks/${task.id}` });
    },
    listTests: ({ ctx, query }) => listTests({ ctx, deps, input: query }),
    getTest: ({ ctx, params }) => readTest({ ctx, deps, input: params }),
    getReport: ({ ctx, params, query }) => readReport({ ctx, deps, input: { ...params, ...query } }),
    getArtifact: ({ ctx, params }) => readArtifact({ ctx, deps, input: params }),
  },
  {
    apiUrl: env.API_URL,
    log,
    now: Date.now,
    idempotency: createIdempotency(table),
    limits: createRateLimiter(dynamo, env.RATE_TABLE_NAME),
  },
);
