import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { SubscriptionEnv } from '../../lambdas/auth/env.ts';
import { subscriptionChanged } from '../../lambdas/billing/events.ts';
import { EventSubscription } from '../constructs/event-subscription.ts';
import { QueueWorker } from '../constructs/queue-worker.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { ServiceQueue } from '../constructs/service-queue.ts';
import type { ServiceTable } from '../constructs/service-table.ts';
import type { PlatformStack } from '../platform-stack.ts';

/** What billing decides, the auth service carries out: the plan of an organization and of its API keys. */
export function addPlanChanges(scope: Construct, platform: PlatformStack, table: ServiceTable): void {
  const changer = new ServiceFunction(scope, 'PlanChanger', {
    platform,
    entry: 'auth/on-subscription-changed',
    description: 'Gives organizations the plan that they pay for',
    env: SubscriptionEnv,
    environment: { TABLE_NAME: table.tableName },
    permissions: [table.allow('GetItem', 'PutItem', 'UpdateItem', 'Query')],
    timeout: Duration.minutes(1),
    impact: 'Organizations keep the limits of a plan that they no longer have.',
  });
  const queue = new ServiceQueue(scope, 'SubscriptionChanges', {
    alarms: platform.alarms,
    consumerTimeout: changer.timeout,
    impact: 'An organization pays for one plan and has the limits of another.',
    runbook: 'parked-messages',
  });
  changer.role.addToPolicy(queue.allowConsume());
  new EventSubscription(scope, 'OnSubscriptionChanged', { platform, event: subscriptionChanged, queue });
  new QueueWorker(scope, 'PlanChangerSource', { queue, fn: changer.fn, batchSize: 5, maxConcurrency: 2 });
}
