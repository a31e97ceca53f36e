import { tmpdir } from 'node:os';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { autopilot } from '../../engines/autopilot/engine.ts';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { createPublisher } from '../../shared/events.ts';
import { createLogger } from '../../shared/log.ts';
import { createSecretLoader } from '../../shared/secret.ts';
import { bucketOf, getObject, putObject } from '../../shared/storage/s3.ts';
import { createMessageLease } from '../../shared/task/message-lease.ts';
import { createPark } from '../../shared/task/park.ts';
import { createTaskQueue } from '../../shared/task/queue.ts';
import { taskQueueUrls } from '../../shared/task/queue-env.ts';
import { createTaskStore } from '../../shared/task/store.ts';
import { systemTime } from '../../shared/task/system-time.ts';
import { AutopilotRunInput } from '../../shared/task/type/autopilot-run.ts';
import { taskWorker } from '../../shared/task/worker.ts';
import { createFetchSource } from '../../shared/upload-source.ts';
import { createChainStore } from './attestation/chain.ts';
import { WorkerEnv } from './env.ts';
import { createHistoryStore } from './run/history.ts';
import { type RunDeps, runRun } from './run/run-run.ts';
import { createRunStore } from './run/store.ts';
import { createSettingsStore } from './settings/store.ts';
import { createTrustStore } from './trust/store.ts';

const env = parseEnv(WorkerEnv);
const dynamo = new DynamoDBClient({});
const sqs = new SQSClient({});
const table = createTable(dynamo, env.TABLE_NAME);
const [results, uploads] = [bucketOf(env.BUCKET_NAME), bucketOf(env.UPLOADS_BUCKET_NAME)];
const deps = {
  dynamo,
  store: createTaskStore(dynamo, env.TASKS_TABLE_NAME),
  runs: createRunStore(table),
  chain: createChainStore(table),
  trust: createTrustStore(table),
  history: createHistoryStore(table),
  settings: createSettingsStore(table),
  queue: createTaskQueue(sqs, taskQueueUrls(env)),
  messages: createMessageLease(sqs, [env.QUEUE_AUTOPILOT_RUN, env.QUEUE_AUTOPILOT_RUN_PRIORITY]),
  park: createPark(sqs, env.PARKED_QUEUE_URL),
  objects: {
    get: (key) => getObject(results, key),
    put: (...object) => putObject(results, ...object),
  } satisfies RunDeps['objects'],
  fetchSource: createFetchSource({ get: (key) => getObject(uploads, key) }),
  autopilot,
  secret: createSecretLoader(env.SECRET_ARN),
  publish: createPublisher(env.BUS_NAME),
  log: createLogger({ service: 'autopilot-runner' }),
  workspace: tmpdir(),
  ...systemTime,
};

export const handler = taskWorker(
  { type: 'autopilot.run', input: AutopilotRunInput, run: (run) => runRun(deps, run) },
  deps,
);
