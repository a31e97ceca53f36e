import { Duration, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { autopilotContract } from '../../lambdas/autopilot-runner/contract.ts';
import { ApiEnv, OutboxEnv, WorkerEnv } from '../../lambdas/autopilot-runner/env.ts';
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

/** Repairs of uploaded code, their proofs, and what is learned of recipes. */
export class AutopilotRunnerStack extends Stack {
  readonly #neighbours: Neighbours;
  readonly #table: ServiceTable;
  readonly #results: PrivateBucket;
  readonly #secret: Secret;

  constructor(scope: Construct, id: string, neighbours: Neighbours, props: StackProps) {
    super(scope, id, props);
    const { platform } = neighbours;
    this.#neighbours = neighbours;
    this.#table = new ServiceTable(this, 'Store', platform.stage);
    this.#results = new PrivateBucket(this, 'Results', { stage: platform.stage, expiration: Duration.days(90) });
    this.#secret = this.addSecret();
    this.addApi();
    this.addWorker();
    const [table, results] = [this.#table, this.#results];
    new EventOutbox(this, 'Outbox', {
      ...{ platform, table, entry: 'autopilot-runner/publish-outbox', env: OutboxEnv },
      environment: { TABLE_NAME: table.tableName, BUS_NAME: platform.bus.eventBusName },
    });
    addProductErasure(this, platform, {
      ...{ table, bucket: results, entry: 'autopilot-runner/on-organization-deleted' },
      what: 'runs, results, trust and settings',
    });
  }

  private addSecret(): Secret {
    const secret = new Secret(this, 'Secret', {
      description: 'Random material that the key of attestations is derived from',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: this.#neighbours.platform.stage.removal,
    });
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Attestations of years are verified with the public half of the key that is derived from it.',
    });
    return secret;
  }

  /** What every function of the service that works with tasks has in its environment. */
  private get common() {
    const { platform, tasks } = this.#neighbours;
    return {
      TABLE_NAME: this.#table.tableName,
      TASKS_TABLE_NAME: tasks.table.tableName,
      BUS_NAME: platform.bus.eventBusName,
      BUCKET_NAME: this.#results.bucket.bucketName,
      SECRET_ARN: this.#secret.secretArn,
      ...tasks.queues.environment,
    };
  }

  private allowSecret(): PolicyStatement {
    return new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [this.#secret.secretArn] });
  }

  private addApi(): void {
    const { platform, auth, tasks } = this.#neighbours;
    const { fn } = new ServiceFunction(this, 'Api', {
      platform,
      entry: 'autopilot-runner/api',
      description: 'Takes runs and feedback in, and shows patches, attestations and trust',
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
        this.#results.allow('org/', 'GetObject'),
        this.allowSecret(),
        ...tasks.queues.allowSend(['autopilot.run']),
        platform.allowPublish(),
        platform.limits.allowTake(),
      ],
      impact: 'Clients cannot submit runs, or take patches and attestations.',
    });
    new HttpRoutes(this, 'Routes', { platform, fn, contract: autopilotContract });
  }

  private addWorker(): void {
    const { platform, tasks } = this.#neighbours;
    const { queues, uploads } = tasks;
    const { fn } = new ServiceFunction(this, 'Worker', {
      platform,
      entry: 'autopilot-runner/on-autopilot-run',
      description: 'Repairs one upload: observes, decides, acts, verifies, signs',
      env: WorkerEnv,
      environment: {
        ...this.common,
        UPLOADS_BUCKET_NAME: uploads.bucket.bucketName,
        PARKED_QUEUE_URL: queues.parkedUrl('autopilot.run'),
      },
      permissions: [
        this.#table.allow('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'),
        tasks.table.allow('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'),
        this.#results.allow('org/', 'GetObject', 'PutObject'),
        uploads.allowFrom(this, '*/org/*/blobs/', 'GetObject'),
        this.allowSecret(),
        ...queues.allowSend(['autopilot.run']),
        ...queues.allowWork('autopilot.run'),
        platform.allowPublish(),
      ],
      // The engines are native programs of the machine that builds the asset.
      architecture: Architecture.X86_64,
      timeout: workerTimeout('autopilot.run'),
      // Two virtual CPUs: several programs look at the code at once.
      memoryMb: 3_538,
      // The archive, what it unpacks to, and the copy that changes are tried on.
      ephemeralStorageMb: 8_192,
      impact: 'Repairs fail or are repeated.',
    });
    queues.feed(this, 'autopilot.run', fn);
  }
}
