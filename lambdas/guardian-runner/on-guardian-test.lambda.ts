import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { createPublisher } from '../../shared/events.ts';
import { createLogger } from '../../shared/log.ts';
import { createTaskQueue } from '../../shared/task/queue.ts';
import { taskQueueUrls } from '../../shared/task/queue-env.ts';
import { createTaskStore } from '../../shared/task/store.ts';
import { taskWorker } from '../../shared/task/worker.ts';
import { audit } from './audit/audit.ts';
import { WorkerEnv } from './env.ts';
import { createObjects } from './s3.ts';
import { runTest } from './test/run-test.ts';
import { createTestStore } from './test/store.ts';
import { TestInput } from './test/test.ts';

const env = parseEnv(WorkerEnv);
const dynamo = new DynamoDBClient({});
const deps = {
  store: createTaskStore(dynamo, env.TASKS_TABLE_NAME),
  tests: createTestStore(createTable(dynamo, env.TABLE_NAME)),
  queue: createTaskQueue(new SQSClient({}), taskQueueUrls(env)),
  objects: createObjects(env.BUCKET_NAME),
  publish: createPublisher(env.BUS_NAME),
  log: createLogger({ service: 'guardian-runner' }),
  audit,
  allowLoopback: env.ALLOW_LOOPBACK === 'true',
  now: Date.now,
  random: Math.random,
  every: (ms: number, callback: () => void) => {
    const timer = setInterval(callback, ms);
    return () => clearInterval(timer);
  },
};

export const handler = taskWorker({ type: 'guardian.test', input: TestInput, run: (run) => runTest(deps, run) }, deps);
