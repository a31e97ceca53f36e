import { Architecture } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { BatchWorkerEnv, OutboxEnv, SubmissionEnv, WorkerEnv } from '../../lambdas/guardian-runner/env.ts';
import { EventOutbox } from '../constructs/event-outbox.ts';
import type { PrivateBucket } from '../constructs/private-bucket.ts';
import { QueueWorker } from '../constructs/queue-worker.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import type { ServiceTable } from '../constructs/service-table.ts';
import { type GuardianNeighbours, guardianTypes } from './guardian-runner.ts';
import { submissionTimeout, workerTimeout } from './task-queues.ts';

interface Own {
  readonly table: ServiceTable;
  readonly reports: PrivateBucket;
}

/** What works on the queues of tests and batches, and what takes in those that schedules and batches ask for. */
export function addGuardianWorkers(scope: Construct, neighbours: GuardianNeighbours, own: Own): void {
  addTestWorker(scope, neighbours, own);
  addBatchWorker(scope, neighbours, own);
  addSubmissions(scope, neighbours, own);
  const { platform } = neighbours;
  const { table } = own;
  new EventOutbox(scope, 'Outbox', {
    ...{ platform, table, entry: 'guardian-runner/publish-outbox', env: OutboxEnv },
    environment: { TABLE_NAME: table.tableName, BUS_NAME: platform.bus.eventBusName },
  });
}

function addTestWorker(scope: Construct, neighbours: GuardianNeighbours, { table, reports }: Own): void {
  const { platform, tasks } = neighbours;
  const { queues, results } = tasks;
  const { fn } = new ServiceFunction(scope, 'Worker', {
    platform,
    entry: 'guardian-runner/on-guardian-test',
    description: 'Tests one page in Chromium',
    env: WorkerEnv,
    environment: {
      ...guardianEnvironment(neighbours, table),
      BUCKET_NAME: reports.bucket.bucketName,
      RESULTS_BUCKET_NAME: results.bucket.bucketName,
      PARKED_QUEUE_URL: queues.parkedUrl('guardian.test'),
      ALLOW_LOOPBACK: String(platform.stage.allowsLoopbackTargets),
    },
    permissions: [
      table.allow('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'),
      tasks.table.allow('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'),
      reports.allow('org/', 'PutObject'),
      results.allowFrom(scope, 'org/', 'PutObject'),
      ...queues.allowSend(guardianTypes),
      ...queues.allowWork('guardian.test'),
      platform.allowPublish(),
    ],
    architecture: Architecture.X86_64,
    timeout: workerTimeout('guardian.test'),
    memoryMb: 3_008,
    ephemeralStorageMb: 1_024,
    impact: 'Website tests fail or are repeated.',
  });
  queues.feed(scope, 'guardian.test', fn);
}

function addBatchWorker(scope: Construct, neighbours: GuardianNeighbours, { table }: Own): void {
  const { platform, tasks } = neighbours;
  const { queues } = tasks;
  const { fn } = new ServiceFunction(scope, 'BatchWorker', {
    platform,
    entry: 'guardian-runner/on-guardian-batch',
    description: 'Asks for the tests of a batch, and puts their outcomes together',
    env: BatchWorkerEnv,
    environment: {
      ...guardianEnvironment(neighbours, table),
      ...queues.submissionEnvironment,
      PARKED_QUEUE_URL: queues.parkedUrl('guardian.batch'),
    },
    permissions: [
      table.allow('UpdateItem'),
      tasks.table.allow('GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'),
      ...queues.allowSend(guardianTypes),
      queues.submissions['guardian.test'].allowSend(),
      ...queues.allowWork('guardian.batch'),
      platform.allowPublish(),
    ],
    timeout: workerTimeout('guardian.batch'),
    impact: 'Batches of website tests do not begin, or do not end.',
  });
  queues.feed(scope, 'guardian.batch', fn);
}

/** One function for both queues, because each submission says which it is; what it cannot read is parked beside the tests. */
function addSubmissions(scope: Construct, neighbours: GuardianNeighbours, { table }: Own): void {
  const { platform, auth, tasks } = neighbours;
  const { queues } = tasks;
  const { submissions } = queues;
  const tests = submissions['guardian.test'];
  const { fn } = new ServiceFunction(scope, 'Submissions', {
    platform,
    entry: 'guardian-runner/on-submission',
    description: 'Makes the tests and batches that schedules and batches ask for',
    env: SubmissionEnv,
    environment: {
      ...guardianEnvironment(neighbours, table),
      PROJECTS_TABLE_NAME: auth.table.tableName,
      PARKED_QUEUE_URL: tests.deadLetters.queueUrl,
      ALLOW_LOOPBACK: String(platform.stage.allowsLoopbackTargets),
    },
    permissions: [
      table.allow('PutItem'),
      tasks.table.allow('GetItem', 'PutItem', 'UpdateItem'),
      auth.table.allow('GetItem', 'ConditionCheckItem'),
      ...queues.allowSend(guardianTypes),
      ...Object.values(submissions).map((queue) => queue.allowConsume()),
      tests.allowPark(),
      platform.allowPublish(),
    ],
    timeout: submissionTimeout,
    impact: 'Tests that schedules or batches ask for do not begin.',
  });
  for (const [type, queue] of Object.entries(submissions)) {
    const id = `Submissions ${type}`;
    new QueueWorker(scope, id, { queue, fn, batchSize: 5, maxConcurrency: 5 });
  }
}

/** What every function of the service has in its environment. */
export function guardianEnvironment({ platform, tasks }: GuardianNeighbours, table: ServiceTable) {
  return {
    TABLE_NAME: table.tableName,
    TASKS_TABLE_NAME: tasks.table.tableName,
    BUS_NAME: platform.bus.eventBusName,
    ...tasks.queues.environment,
  };
}
