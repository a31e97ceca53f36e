import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { insightContract } from '../../lambdas/insight-runner/contract.ts';
import { ApiEnv, OutboxEnv, WorkerEnv } from '../../lambdas/insight-runner/env.ts';
import { EventOutbox } from '../constructs/event-outbox.ts';
import { HttpRoutes } from '../constructs/http-routes.ts';
import { PrivateBucket } from '../constructs/private-bucket.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { ServiceTable } from '../constructs/service-table.ts';
import type { PlatformStack } from '../platform-stack.ts';
import type { AuthStack } from './auth.ts';
import { addProductErasure } from './erasure.ts';
import { workerTimeout } from './task-queues.ts';
import type { TasksStack } from './tasks.ts';

interface Neighbours {
  readonly platform: PlatformStack;
  readonly auth: AuthStack;
  readonly tasks: TasksStack;
}

/** Analyses of uploaded code, their reports, and snapshots of analyses that were made elsewhere. */
export class InsightRunnerStack extends Stack {
  readonly #neighbours: Neighbours;
  readonly #table: ServiceTable;
  readonly #reports: PrivateBucket;

  constructor(scope: Construct, id: string, neighbours: Neighbours, props: StackProps) {
    super(scope, id, props);
    const { platform } = neighbours;
    this.#neighbours = neighbours;
    this.#table = new ServiceTable(this, 'Store', platform.stage);
    this.#reports = new PrivateBucket(this, 'Reports', { stage: platform.stage, expiration: Duration.days(90) });
    this.addApi();
    this.addWorker();
    const [table, reports] = [this.#table, this.#reports];
    new EventOutbox(this, 'Outbox', {
      ...{ platform, table, entry: 'insight-runner/publish-outbox', env: OutboxEnv },
      environment: { TABLE_NAME: table.tableName, BUS_NAME: platform.bus.eventBusName },
    });
    addProductErasure(this, platform, {
      ...{ table, bucket: reports, entry: 'insight-runner/on-organization-deleted' },
      what: 'analyses, snapshots and reports',
    });
  }

  /** What every function of the service that works with tasks has in its environment. */
  private get common() {
    const { platform, tasks } = this.#neighbours;
    return {
      TABLE_NAME: this.#table.tableName,
      TASKS_TABLE_NAME: tasks.table.tableName,
      BUS_NAME: platform.bus.eventBusName,
      BUCKET_NAME: this.#reports.bucket.bucketName,
      ...tasks.queues.environment,
    };
  }

  private addApi(): void {
    const { platform, auth, tasks } = this.#neighbours;
    const { fn } = new ServiceFunction(this, 'Api', {
      platform,
      entry: 'insight-runner/api',
      description: 'Takes analyses and snapshots in, and shows reports and trends',
      env: ApiEnv,
      environment: {
        ...this.common,
        API_URL: platform.apiUrl,
        PROJECTS_TABLE_NAME: auth.table.tableName,
        ...platform.limits.environment,
      },
      permissions: [
        this.#table.allow('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'),
        tasks.table.allow('GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem'),
        auth.table.allow('GetItem', 'ConditionCheckItem', 'BatchGetItem'),
        this.#reports.allow('org/', 'GetObject'),
        ...tasks.queues.allowSend(['insight.analysis']),
        platform.allowPublish(),
        platform.limits.allowTake(),
      ],
      // A report of thousands of issues is made into a page at each request.
      memoryMb: 1_024,
      impact: 'Clients cannot submit analyses or snapshots, or read reports.',
    });
    new HttpRoutes(this, 'Routes', { platform, fn, contract: insightContract });
  }

  private addWorker(): void {
    const { platform, tasks } = this.#neighbours;
    const { queues, uploads } = tasks;
    const { fn } = new ServiceFunction(this, 'Worker', {
      platform,
      entry: 'insight-runner/on-insight-analysis',
      description: 'Analyses one upload with all detectors',
      env: WorkerEnv,
      environment: {
        ...this.common,
        UPLOADS_BUCKET_NAME: uploads.bucket.bucketName,
        PARKED_QUEUE_URL: queues.parkedUrl('insight.analysis'),
      },
      permissions: [
        this.#table.allow('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'),
        tasks.table.allow('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'),
        this.#reports.allow('org/', 'GetObject', 'PutObject'),
        uploads.allowFrom(this, '*/org/*/blobs/', 'GetObject'),
        ...queues.allowSend(['insight.analysis']),
        ...queues.allowWork('insight.analysis'),
        platform.allowPublish(),
      ],
      // The engines are native programs of the machine that builds the asset.
      architecture: Architecture.X86_64,
      timeout: workerTimeout('insight.analysis'),
      // Two virtual CPUs: several programs look at the code at once.
      memoryMb: 3_538,
      // The archive and what it unpacks to.
      ephemeralStorageMb: 5_120,
      impact: 'Analyses fail or are repeated.',
    });
    queues.feed(this, 'insight.analysis', fn);
  }
}
