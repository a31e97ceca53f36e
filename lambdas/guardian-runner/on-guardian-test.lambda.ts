import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { createPublisher } from '../../shared/events.ts';
import { createLargeResults } from '../../shared/large-results.ts';
import { createLogger } from '../../shared/log.ts';
import { bucketOf, putObject } from '../../shared/storage/s3.ts';
import type { Storage } from '../../shared/storage/storage.ts';
import { createMessageLease } from '../../shared/task/message-lease.ts';
import { createPark } from '../../shared/task/park.ts';
import { createTaskQueue } from '../../shared/task/queue.ts';
import { taskQueueUrls } from '../../shared/task/queue-env.ts';
import { createTaskStore } from '../../shared/task/store.ts';
import { systemTime } from '../../shared/task/system-time.ts';
import { GuardianTestInput } from '../../shared/task/type/guardian-test.ts';
import { taskWorker } from '../../shared/task/worker.ts';
import { audit } from './audit/audit.ts';
import { WorkerEnv } from './env.ts';
import { runTest } from './test/run-test.ts';
import { createTestStore } from './test/store.ts';

const env = parseEnv(WorkerEnv);
const dynamo = new DynamoDBClient({});
const sqs = new SQSClient({});
const [reports, results] = [bucketOf(env.BUCKET_NAME), bucketOf(env.RESULTS_BUCKET_NAME)];
const deps = {
  ...{ dynamo, audit },
  store: createTaskStore(dynamo, env.TASKS_TABLE_NAME),
  tests: createTestStore(createTable(dynamo, env.TABLE_NAME)),
  queue: createTaskQueue(sqs, taskQueueUrls(env)),
  messages: createMessageLease(sqs, [env.QUEUE_GUARDIAN_TEST, env.QUEUE_GUARDIAN_TEST_PRIORITY]),
  park: createPark(sqs, env.PARKED_QUEUE_URL),
  objects: { put: (...object: Parameters<Storage['put']>) => putObject(reports, ...object) },
  results: createLargeResults({ put: (...object) => putObject(results, ...object) }),
  publish: createPublisher(env.BUS_NAME),
  log: createLogger({ service: 'guardian-runner' }),
  allowLoopback: env.ALLOW_LOOPBACK === 'true',
  ...systemTime,
};

export const handler = taskWorker(
  { type: 'guardian.test', input: GuardianTestInput, run: (run) => runTest(deps, run) },
  deps,
);
