import { Duration, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { eventsContract } from '../../lambdas/events/contract.ts';
import { ApiEnv, FeedEnv, OutboxEnv } from '../../lambdas/events/env.ts';
import { EventArchive } from '../constructs/event-archive.ts';
import { EventOutbox } from '../constructs/event-outbox.ts';
import { HttpRoutes } from '../constructs/http-routes.ts';
import { QueueWorker } from '../constructs/queue-worker.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { ServiceQueue } from '../constructs/service-queue.ts';
import { ServiceTable } from '../constructs/service-table.ts';
import { StaticEgress } from '../constructs/static-egress.ts';
import type { PlatformStack } from '../platform-stack.ts';
import type { AuthStack } from './auth.ts';
import { addEventsErasure } from './erasure.ts';
import { addWebhooks, type WebhookQueues } from './webhooks.ts';

interface Neighbours {
  readonly platform: PlatformStack;
  readonly auth: AuthStack;
}

/** What customers hear of: the feed of each organization, and the webhooks that are sent of it. */
export class EventsStack extends Stack {
  readonly table: ServiceTable;
  /** Where webhooks are sent from. */
  readonly egress: StaticEgress;
  readonly #neighbours: Neighbours;

  constructor(scope: Construct, id: string, neighbours: Neighbours, props: StackProps) {
    super(scope, id, props);
    const { platform } = neighbours;
    this.#neighbours = neighbours;
    this.table = new ServiceTable(this, 'Store', platform.stage);
    this.egress = new StaticEgress(this, 'Egress', platform.stage);
    const secret = this.addSecret();
    const queues = addWebhooks(this, { platform, table: this.table, secret, egress: this.egress });
    this.addFeed(queues.pump);
    this.addApi(secret, queues);
    new EventOutbox(this, 'Outbox', {
      ...{ platform, table: this.table, entry: 'events/publish-outbox', env: OutboxEnv },
      environment: { EVENTS_TABLE_NAME: this.table.tableName, BUS_NAME: platform.bus.eventBusName },
    });
    addEventsErasure(this, platform, this.table);
  }

  private addSecret(): Secret {
    const { platform } = this.#neighbours;
    const secret = new Secret(this, 'Secret', {
      description: 'Random material that the secrets of webhook endpoints and the key of receipts are derived from',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: platform.stage.removal,
    });
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'The secrets that customers verify webhooks with hang on it; each endpoint rotates its own through the API.',
    });
    return secret;
  }

  private addFeed(pump: ServiceQueue): void {
    const { platform, auth } = this.#neighbours;
    const feeder = new ServiceFunction(this, 'Feeder', {
      platform,
      entry: 'events/on-event',
      description: 'Appends events to the feeds of their organizations',
      env: FeedEnv,
      environment: {
        EVENTS_TABLE_NAME: this.table.tableName,
        API_URL: platform.apiUrl,
        PROJECTS_TABLE_NAME: auth.table.tableName,
        PUMP_QUEUE_URL: pump.queue.queueUrl,
      },
      permissions: [
        this.table.allow('GetItem', 'PutItem', 'UpdateItem'),
        auth.table.allow('GetItem'),
        pump.allowSend(),
      ],
      timeout: Duration.seconds(20),
      impact: 'Customers hear of events late: neither feed nor webhooks have them yet.',
    });
    const queue = new ServiceQueue(this, 'Events', {
      alarms: platform.alarms,
      consumerTimeout: feeder.timeout,
      impact: 'Customers miss an event: it is in no feed, and no webhook was sent.',
      runbook: 'parked-messages',
    });
    feeder.role.addToPolicy(queue.allowConsume());
    new EventArchive(this, 'CustomerEvents', { platform, queue });
    // A few at a time: those that append to the same feed repeat each other's reads.
    new QueueWorker(this, 'FeederSource', { queue, fn: feeder.fn, batchSize: 10, maxConcurrency: 5 });
  }

  private addApi(secret: Secret, { deliveries }: WebhookQueues): void {
    const { platform, auth } = this.#neighbours;
    const { fn } = new ServiceFunction(this, 'Api', {
      platform,
      entry: 'events/api',
      description: 'Feeds, webhook endpoints and their deliveries',
      env: ApiEnv,
      environment: {
        EVENTS_TABLE_NAME: this.table.tableName,
        API_URL: platform.apiUrl,
        BUS_NAME: platform.bus.eventBusName,
        SECRET_ARN: secret.secretArn,
        PROJECTS_TABLE_NAME: auth.table.tableName,
        DELIVERIES_QUEUE_URL: deliveries.queue.queueUrl,
        ALLOW_LOOPBACK: String(platform.stage.allowsLoopbackTargets),
        ...this.egress.environment,
        ...platform.limits.environment,
      },
      permissions: [
        this.table.allow('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'),
        auth.table.allow('BatchGetItem', 'ConditionCheckItem'),
        platform.allowPublish(),
        platform.limits.allowTake(),
        deliveries.allowSend(),
        new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] }),
      ],
      impact: 'Customers cannot read their events, nor manage webhooks.',
    });
    new HttpRoutes(this, 'Routes', { platform, fn, contract: eventsContract });
  }
}
