import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { createPublisher } from '../../shared/events.ts';
import { createLogger } from '../../shared/log.ts';
import { createPark } from '../../shared/task/park.ts';
import { createTaskQueue } from '../../shared/task/queue.ts';
import { taskQueueUrls } from '../../shared/task/queue-env.ts';
import { createTaskStore } from '../../shared/task/store.ts';
import { submissionConsumer } from '../../shared/task/submission-consumer.ts';
import { acceptSubmission } from './accept-submission.ts';
import { createBatchStore } from './batch/store.ts';
import { SubmissionEnv } from './env.ts';
import { createTestStore } from './test/store.ts';

const env = parseEnv(SubmissionEnv);
const dynamo = new DynamoDBClient({});
const sqs = new SQSClient({});
const table = createTable(dynamo, env.TABLE_NAME);
const deps = {
  store: createTaskStore(dynamo, env.TASKS_TABLE_NAME),
  tests: createTestStore(table),
  batches: createBatchStore(table),
  projects: createTable(dynamo, env.PROJECTS_TABLE_NAME),
  queue: createTaskQueue(sqs, taskQueueUrls(env)),
  park: createPark(sqs, env.PARKED_QUEUE_URL),
  publish: createPublisher(env.BUS_NAME),
  log: createLogger({ service: 'guardian-runner' }),
  allowLoopback: env.ALLOW_LOOPBACK === 'true',
  now: Date.now,
};

/** Of tests and of batches: each submission says which it is. */
export const handler = submissionConsumer(
  { type: 'guardian.test', submit: (ctx, submission) => acceptSubmission({ ctx, deps, input: submission }) },
  deps,
);
