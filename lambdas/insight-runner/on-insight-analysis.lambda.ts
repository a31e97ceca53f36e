import { tmpdir } from 'node:os';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { rulesResolvedBy } from '../../engines/autopilot/recipe.ts';
import { builtInRecipes } from '../../engines/autopilot/recipes/index.ts';
import { analyze } from '../../engines/insight/analyze.ts';
import { insight } from '../../engines/insight/engine.ts';
import { openWorkspace } from '../../engines/insight/source/open-workspace.ts';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { createPublisher } from '../../shared/events.ts';
import { createLogger } from '../../shared/log.ts';
import { bucketOf, getObject, putObject } from '../../shared/storage/s3.ts';
import { createMessageLease } from '../../shared/task/message-lease.ts';
import { createPark } from '../../shared/task/park.ts';
import { createTaskQueue } from '../../shared/task/queue.ts';
import { taskQueueUrls } from '../../shared/task/queue-env.ts';
import { createTaskStore } from '../../shared/task/store.ts';
import { systemTime } from '../../shared/task/system-time.ts';
import { InsightAnalysisInput } from '../../shared/task/type/insight-analysis.ts';
import { taskWorker } from '../../shared/task/worker.ts';
import { createFetchSource } from '../../shared/upload-source.ts';
import { type RunDeps, runAnalysis } from './analysis/run-analysis.ts';
import { createAnalysisStore } from './analysis/store.ts';
import { WorkerEnv } from './env.ts';

const env = parseEnv(WorkerEnv);
const dynamo = new DynamoDBClient({});
const sqs = new SQSClient({});
const [reports, uploads] = [bucketOf(env.BUCKET_NAME), bucketOf(env.UPLOADS_BUCKET_NAME)];
const deps = {
  dynamo,
  store: createTaskStore(dynamo, env.TASKS_TABLE_NAME),
  analyses: createAnalysisStore(createTable(dynamo, env.TABLE_NAME)),
  queue: createTaskQueue(sqs, taskQueueUrls(env)),
  messages: createMessageLease(sqs, [env.QUEUE_INSIGHT_ANALYSIS, env.QUEUE_INSIGHT_ANALYSIS_PRIORITY]),
  park: createPark(sqs, env.PARKED_QUEUE_URL),
  objects: {
    get: (key) => getObject(reports, key),
    put: (...object) => putObject(reports, ...object),
  } satisfies RunDeps['objects'],
  fetchSource: createFetchSource({ get: (key) => getObject(uploads, key) }),
  analyze: (async (root, options) =>
    analyze(insight, await openWorkspace(root), {
      ...options,
      repairable: rulesResolvedBy(builtInRecipes),
    })) satisfies RunDeps['analyze'],
  publish: createPublisher(env.BUS_NAME),
  log: createLogger({ service: 'insight-runner' }),
  workspace: tmpdir(),
  ...systemTime,
};

export const handler = taskWorker(
  { type: 'insight.analysis', input: InsightAnalysisInput, run: (run) => runAnalysis(deps, run) },
  deps,
);
