import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { JobEnv, OutboxEnv, SigningJobEnv } from '../../lambdas/auth/env.ts';
import { EventOutbox } from '../constructs/event-outbox.ts';
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
function jobs(table: ServiceTable, platform: PlatformStack): Job[] {
  return [
    {
      id: 'CloseRotatedKeys',
      entry: 'auth/close-rotated-keys',
      description: 'Ends the old secret of a rotated API key once nobody uses it',
      every: Duration.minutes(15),
      permissions: [
        table.allow('BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem'),
        table.allowIndexQuery(),
        platform.allowPublish(),
      ],
      impact: 'Old secrets of rotated API keys are kept to the end of their grace time, though nobody uses them.',
    },
    {
      id: 'ChainAudit',
      entry: 'auth/chain-audit',
      description: 'Appends what was done to the audit logs, and lets expired records go',
      every: Duration.minutes(1),
      permissions: [
        table.allow('BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'),
        table.allowIndexQuery(),
      ],
      impact: 'What was done waits outside the chains of the audit logs, where nothing proves that it is whole.',
    },
    {
      id: 'EraseAccounts',
      entry: 'auth/erase-accounts',
      description: 'Erases the people whose accounts were deleted 14 days ago',
      every: Duration.hours(1),
      permissions: [
        table.allow('GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'),
        table.allowIndexQuery(),
        platform.allowPublish(),
      ],
      impact: 'People who deleted their account are not erased; after 30 days we break what we promise.',
    },
    {
      id: 'EraseOrganizations',
      entry: 'auth/erase-organizations',
      description: 'Erases organizations whose grace time is over',
      every: Duration.hours(1),
      permissions: [
        table.allow('PutItem', 'UpdateItem', 'DeleteItem', 'Query'),
        table.allowIndexQuery(),
        platform.allowPublish(),
      ],
      impact: 'Deleted organizations are kept longer than promised.',
    },
  ];
}

export function addAuthJobs(scope: Construct, platform: PlatformStack, table: ServiceTable, secret: Secret): void {
  const environment = { TABLE_NAME: table.tableName, BUS_NAME: platform.bus.eventBusName, API_URL: platform.apiUrl };
  for (const { id, every, ...job } of jobs(table, platform)) {
    const { fn } = new ServiceFunction(scope, id, {
      ...job,
      ...{ platform, env: JobEnv, environment, timeout: Duration.minutes(1) },
    });
    new ScheduledJob(scope, `${id}Schedule`, { fn, every });
  }
  new EventOutbox(scope, 'Outbox', {
    ...{ platform, table, entry: 'auth/publish-outbox', env: OutboxEnv },
    environment: { TABLE_NAME: table.tableName, BUS_NAME: platform.bus.eventBusName },
  });
  addPublishKeys(scope, platform, table, secret);
}

/** The only job that sees the signing secret. */
function addPublishKeys(scope: Construct, platform: PlatformStack, table: ServiceTable, secret: Secret): void {
  const { fn } = new ServiceFunction(scope, 'PublishKeys', {
    platform,
    entry: 'auth/publish-keys',
    description: 'Publishes the signing keys of now and next, and removes those that are over',
    env: SigningJobEnv,
    environment: { TABLE_NAME: table.tableName, SIGNING_SECRET_ARN: secret.secretArn },
    permissions: [
      table.allow('PutItem', 'DeleteItem', 'Query'),
      new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] }),
    ],
    impact: 'Old signing keys stay in the public set, where they harm nothing while their secret is safe.',
  });
  new ScheduledJob(scope, 'PublishKeysSchedule', { fn, every: Duration.days(1) });
}
