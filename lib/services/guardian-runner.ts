import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { guardianContract } from '../../lambdas/guardian-runner/contract.ts';
import { ApiEnv } from '../../lambdas/guardian-runner/env.ts';
import { HttpRoutes } from '../constructs/http-routes.ts';
import { PrivateBucket } from '../constructs/private-bucket.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { ServiceTable } from '../constructs/service-table.ts';
import type { PlatformStack } from '../platform-stack.ts';
import type { AuthStack } from './auth.ts';
import { addProductErasure } from './erasure.ts';
import { addGuardianWorkers, guardianEnvironment } from './guardian-workers.ts';
import type { TasksStack } from './tasks.ts';

/** What this service has tasks of. */
export const guardianTypes = ['guardian.test', 'guardian.batch'] as const;

export interface GuardianNeighbours {
  readonly platform: PlatformStack;
  readonly auth: AuthStack;
  readonly tasks: TasksStack;
}

/** Tests of deployed websites in a real browser, and their reports. */
export class GuardianRunnerStack extends Stack {
  constructor(scope: Construct, id: string, neighbours: GuardianNeighbours, props: StackProps) {
    super(scope, id, props);
    const { platform, auth, tasks } = neighbours;
    const table = new ServiceTable(this, 'Store', platform.stage);
    const reports = new PrivateBucket(this, 'Reports', { stage: platform.stage, expiration: Duration.days(90) });
    const { fn } = new ServiceFunction(this, 'Api', {
      platform,
      entry: 'guardian-runner/api',
      description: 'Takes website tests and batches of them in, and shows their reports',
      env: ApiEnv,
      environment: {
        ...guardianEnvironment(neighbours, table),
        BUCKET_NAME: reports.bucket.bucketName,
        ALLOW_LOOPBACK: String(platform.stage.allowsLoopbackTargets),
        API_URL: platform.apiUrl,
        PROJECTS_TABLE_NAME: auth.table.tableName,
        ...platform.limits.environment,
      },
      permissions: [
        table.allow('GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'),
        tasks.table.allow('GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'Query'),
        auth.table.allow('ConditionCheckItem', 'BatchGetItem'),
        reports.allow('org/', 'GetObject'),
        ...tasks.queues.allowSend(guardianTypes),
        platform.allowPublish(),
        platform.limits.allowTake(),
      ],
      impact: 'Clients cannot submit website tests or read reports.',
    });
    new HttpRoutes(this, 'Routes', { platform, fn, contract: guardianContract });
    addGuardianWorkers(this, neighbours, { table, reports });
    addProductErasure(this, platform, {
      ...{ table, bucket: reports, entry: 'guardian-runner/on-organization-deleted' },
      what: 'website tests, batches and reports',
    });
  }
}
