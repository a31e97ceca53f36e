import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { DeliverEnv, lateDeliveries, PumpEnv, SweepDeliveriesEnv } from '../../lambdas/events/env.ts';
import { metricNamespace } from '../../shared/log.ts';
import { QueueWorker } from '../constructs/queue-worker.ts';
import { ScheduledJob } from '../constructs/scheduled-job.ts';
import { ServiceAlarm } from '../constructs/service-alarm.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { ServiceQueue } from '../constructs/service-queue.ts';
import type { ServiceTable } from '../constructs/service-table.ts';
import type { StaticEgress } from '../constructs/static-egress.ts';
import type { PlatformStack } from '../platform-stack.ts';

interface Parts {
  readonly platform: PlatformStack;
  readonly table: ServiceTable;
  /** What the secrets of endpoints and the key of receipts are derived from. */
  readonly secret: Secret;
  readonly egress: StaticEgress;
}

export interface WebhookQueues {
  /** Which organizations have new events. */
  readonly pump: ServiceQueue;
  /** Which deliveries are due. */
  readonly deliveries: ServiceQueue;
}

/** From the feeds to the endpoints: what is to be sent is decided, sent, and looked after. */
export function addWebhooks(scope: Construct, parts: Parts): WebhookQueues {
  const { platform } = parts;
  const pump = new ServiceQueue(scope, 'Pump', {
    alarms: platform.alarms,
    consumerTimeout: Duration.seconds(29),
    impact: 'New events of an organization reach its webhooks only with its next event.',
    runbook: 'parked-messages',
  });
  const deliveries = new ServiceQueue(scope, 'Deliveries', {
    alarms: platform.alarms,
    consumerTimeout: Duration.seconds(29),
    impact: 'Attempts at webhooks could not be made; their deliveries wait for the sweeper.',
    runbook: 'parked-messages',
  });
  addPump(scope, parts, { pump, deliveries });
  addDeliverer(scope, parts, deliveries);
  addSweeper(scope, parts, deliveries);
  return { pump, deliveries };
}

const readSecret = ({ secretArn }: Secret) =>
  new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secretArn] });

function addPump(scope: Construct, { platform, table, secret }: Parts, { pump, deliveries }: WebhookQueues): void {
  const { fn } = new ServiceFunction(scope, 'PumpFeed', {
    platform,
    entry: 'events/on-feed',
    description: 'Decides which events go to which webhook endpoints, and gives them numbers and receipts',
    env: PumpEnv,
    environment: {
      EVENTS_TABLE_NAME: table.tableName,
      SECRET_ARN: secret.secretArn,
      PUMP_QUEUE_URL: pump.queue.queueUrl,
      DELIVERIES_QUEUE_URL: deliveries.queue.queueUrl,
    },
    permissions: [
      table.allow('GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'Query'),
      readSecret(secret),
      pump.allowSend(),
      pump.allowConsume(),
      deliveries.allowSend(),
    ],
    impact: 'Webhooks of new events are late.',
  });
  new QueueWorker(scope, 'PumpSource', { queue: pump, fn, batchSize: 5, maxConcurrency: 10 });
}

function addDeliverer(scope: Construct, parts: Parts, deliveries: ServiceQueue): void {
  const { platform, table, secret, egress } = parts;
  const { fn } = new ServiceFunction(scope, 'Deliver', {
    ...{ platform, egress },
    entry: 'events/deliver',
    description: 'Makes attempts at webhooks',
    env: DeliverEnv,
    environment: {
      EVENTS_TABLE_NAME: table.tableName,
      BUS_NAME: platform.bus.eventBusName,
      SECRET_ARN: secret.secretArn,
      DELIVERIES_QUEUE_URL: deliveries.queue.queueUrl,
      ALLOW_LOOPBACK: String(platform.stage.allowsLoopbackTargets),
    },
    permissions: [
      table.allow('GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem'),
      readSecret(secret),
      platform.allowPublish(),
      deliveries.allowSend(),
      deliveries.allowConsume(),
    ],
    impact: 'Webhooks are late, or made twice.',
  });
  const maxConcurrency = platform.stage.webhookConcurrency;
  new QueueWorker(scope, 'DeliverSource', { queue: deliveries, fn, batchSize: 10, maxConcurrency });
}

function addSweeper(scope: Construct, { platform, table }: Parts, deliveries: ServiceQueue): void {
  const { fn } = new ServiceFunction(scope, 'SweepDeliveries', {
    platform,
    entry: 'events/sweep-deliveries',
    description: 'Sends retries that are due, and what a crash left unsent',
    env: SweepDeliveriesEnv,
    environment: { EVENTS_TABLE_NAME: table.tableName, DELIVERIES_QUEUE_URL: deliveries.queue.queueUrl },
    permissions: [table.allow('UpdateItem'), table.allowIndexQuery(), deliveries.allowSend()],
    timeout: Duration.seconds(50),
    impact: 'Webhooks that failed are not tried again after more than a quarter of an hour.',
  });
  new ScheduledJob(scope, 'SweepDeliveriesSchedule', { fn, every: Duration.minutes(1) });
  new ServiceAlarm(scope, 'LateDeliveries', {
    topic: platform.alarms,
    metric: new Metric({
      namespace: metricNamespace,
      metricName: lateDeliveries,
      dimensionsMap: { TableName: table.tableName },
      statistic: 'Sum',
      period: Duration.minutes(5),
    }),
    severity: 'page',
    impact: 'Webhooks of all customers are late by more than ten minutes.',
    runbook: 'late-webhooks',
    threshold: 3,
  });
}
