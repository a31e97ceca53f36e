import { Duration } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { JobEnv } from '../../lambdas/auth/env.ts';
import { ScheduledJob } from '../constructs/scheduled-job.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import type { ServiceTable } from '../constructs/service-table.ts';
import type { PlatformStack } from '../platform-stack.ts';

interface Job {
  readonly id: string;
  readonly entry: string;
  readonly description: string;
  readonly every: Duration;
  readonly permissions: readonly PolicyStatement[];
  readonly impact: string;
}

/** What the auth service does by the clock, each in a function of its own. */
function jobs(_table: ServiceTable, _platform: PlatformStack): Job[] {
  return [];
}

export function addAuthJobs(scope: Construct, platform: PlatformStack, table: ServiceTable): void {
  const environment = { TABLE_NAME: table.tableName, BUS_NAME: platform.bus.eventBusName, API_URL: platform.apiUrl };
  for (const { id, every, ...job } of jobs(table, platform)) {
    const { fn } = new ServiceFunction(scope, id, {
      ...job,
      ...{ platform, env: JobEnv, environment, timeout: Duration.minutes(1) },
    });
    new ScheduledJob(scope, `${id}Schedule`, { fn, every });
  }
}
