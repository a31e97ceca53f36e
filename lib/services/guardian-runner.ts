import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { guardianContract } from '../../lambdas/guardian-runner/contract.ts';
import { ApiEnv, WorkerEnv } from '../../lambdas/guardian-runner/env.ts';
import { HttpRoutes } from '../constructs/http-routes.ts';
import { PrivateBucket } from '../constructs/private-bucket.ts';
import { QueueWorker } from '../constructs/queue-worker.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { ServiceTable } from '../constructs/service-table.ts';
import type { PlatformStack } from '../platform-stack.ts';
import type { AuthStack } from './auth.ts';
import { type TasksStack, workerTimeout } from './tasks.ts';

interface Neighbours {
  readonly platform: PlatformStack;
  readonly auth: AuthStack;
  readonly tasks: TasksStack;
}

/** Tests of deployed websites in a real browser, and their reports. */
export class GuardianRunnerStack extends Stack {
  constructor(scope: Construct, id: string, { platform, auth, tasks }: Neighbours, props: StackProps) {
    super(scope, id, props);
    const table = new ServiceTable(this, 'Store', platform.stage);
    const reports = new PrivateBucket(this, 'Reports', { stage: platform.stage, expiration: Duration.days(90) });
    const queue = tasks.queues['guardian.test'];
    const environment = {
      TABLE_NAME: table.tableName,
      TASKS_TABLE_NAME: tasks.table.tableName,
      BUCKET_NAME: reports.bucket.bucketName,
      BUS_NAME: platform.bus.eventBusName,
      QUEUE_GUARDIAN_TEST: queue.queue.queueUrl,
      ALLOW_LOOPBACK: String(platform.stage.allowsLoopbackTargets),
    };

    const { fn } = new ServiceFunction(this, 'Api', {
      platform,
      entry: 'guardian-runner/api',
      description: 'Takes website tests in and shows their reports',
      env: ApiEnv,
      environment: {
        ...environment,
        API_URL: platform.apiUrl,
        PROJECTS_TABLE_NAME: auth.table.tableName,
        ...platform.limits.environment,
      },
      permissions: [
        table.allow('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'),
        tasks.table.allow('GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem'),
        auth.table.allow('ConditionCheckItem', 'BatchGetItem'),
        reports.allow('org/', 'GetObject'),
        queue.allowSend(),
        platform.allowPublish(),
        platform.limits.allowTake(),
      ],
      impact: 'Clients cannot submit website tests or read reports.',
    });
    new HttpRoutes(this, 'Routes', { platform, fn, contract: guardianContract });

    const worker = new ServiceFunction(this, 'Worker', {
      platform,
      entry: 'guardian-runner/on-guardian-test',
      description: 'Tests one page in Chromium',
      env: WorkerEnv,
      environment,
      permissions: [
        table.allow('GetItem', 'UpdateItem'),
        tasks.table.allow('GetItem', 'UpdateItem'),
        reports.allow('org/', 'PutObject'),
        queue.allowSend(),
        queue.allowConsume(),
        platform.allowPublish(),
      ],
      architecture: Architecture.X86_64,
      timeout: workerTimeout('guardian.test'),
      memoryMb: 3_008,
      ephemeralStorageMb: 1_024,
      impact: 'Website tests fail or are repeated.',
    });
    const maxConcurrency = platform.stage.guardianConcurrency;
    new QueueWorker(this, 'WorkerSource', { queue, fn: worker.fn, batchSize: 1, maxConcurrency });
  }
}
