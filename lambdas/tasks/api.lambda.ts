import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { createPublisher } from '../../shared/events.ts';
import { createFairQueue } from '../../shared/fair-queue.ts';
import { httpHandler } from '../../shared/http.ts';
import { createIdempotency } from '../../shared/idempotency.ts';
import { createLogger } from '../../shared/log.ts';
import { createRateLimiter } from '../../shared/rate-limit.ts';
import { bucketOf, presignDownload } from '../../shared/storage/s3.ts';
import type { TaskQueue } from '../../shared/task/queue.ts';
import { submissionQueueUrls, taskQueueUrls } from '../../shared/task/queue-env.ts';
import { createTaskStore } from '../../shared/task/store.ts';
import type { SubmissionQueue } from '../../shared/task/submission.ts';
import { tasksContract } from './contract.ts';
import { ApiEnv } from './env.ts';
import { tasksHandlers } from './handlers.ts';
import { createUploadObjects } from './s3.ts';

const env = parseEnv(ApiEnv);
const dynamo = new DynamoDBClient({});
const log = createLogger({ service: 'tasks' });
const table = createTable(dynamo, env.TASKS_TABLE_NAME);
const results = bucketOf(env.RESULTS_BUCKET_NAME);

/** Most requests read, and send nothing. */
async function loadSqs() {
  const { SQSClient } = await import('@aws-sdk/client-sqs');
  return new SQSClient({});
}
let sqs: ReturnType<typeof loadSqs> | undefined;
const client = async () => {
  sqs ??= loadSqs();
  return sqs;
};
const queue: TaskQueue = {
  async send(...message) {
    const { createTaskQueue } = await import('../../shared/task/queue.ts');
    await createTaskQueue(await client(), taskQueueUrls(env)).send(...message);
  },
};
const submissions: SubmissionQueue = {
  async send(submission) {
    const { createSubmissionQueue } = await import('../../shared/task/submission.ts');
    await createSubmissionQueue(await client(), submissionQueueUrls(env)).send(submission);
  },
};

export const handler = httpHandler(
  tasksContract,
  tasksHandlers({
    ...{ dynamo, table, log, queue, submissions },
    store: createTaskStore(dynamo, env.TASKS_TABLE_NAME),
    results: { downloadUrl: (key, options) => presignDownload(results, key, options) },
    objects: createUploadObjects(env.UPLOADS_BUCKET_NAME),
    inspections: createFairQueue(env.UPLOADS_QUEUE_URL),
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
