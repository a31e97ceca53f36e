import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { createPublisher } from '../../shared/events.ts';
import { createLogger } from '../../shared/log.ts';
import { createMessageLease } from '../../shared/task/message-lease.ts';
import { createPark } from '../../shared/task/park.ts';
import { createTaskQueue } from '../../shared/task/queue.ts';
import { submissionQueueUrls, taskQueueUrls } from '../../shared/task/queue-env.ts';
import { createTaskStore } from '../../shared/task/store.ts';
import { createSubmissionQueue } from '../../shared/task/submission.ts';
import { systemTime } from '../../shared/task/system-time.ts';
import { GuardianBatchInput } from '../../shared/task/type/guardian-batch.ts';
import { taskWorker } from '../../shared/task/worker.ts';
import { runBatch } from './batch/run-batch.ts';
import { createBatchStore } from './batch/store.ts';
import { BatchWorkerEnv } from './env.ts';

const env = parseEnv(BatchWorkerEnv);
const dynamo = new DynamoDBClient({});
const sqs = new SQSClient({});
const deps = {
  store: createTaskStore(dynamo, env.TASKS_TABLE_NAME),
  batches: createBatchStore(createTable(dynamo, env.TABLE_NAME)),
  queue: createTaskQueue(sqs, taskQueueUrls(env)),
  submissions: createSubmissionQueue(sqs, submissionQueueUrls(env)),
  messages: createMessageLease(sqs, [env.QUEUE_GUARDIAN_BATCH, env.QUEUE_GUARDIAN_BATCH_PRIORITY]),
  park: createPark(sqs, env.PARKED_QUEUE_URL),
  publish: createPublisher(env.BUS_NAME),
  log: createLogger({ service: 'guardian-runner' }),
  ...systemTime,
};

export const handler = taskWorker(
  { type: 'guardian.batch', input: GuardianBatchInput, run: (run) => runBatch(deps, run) },
  deps,
);
