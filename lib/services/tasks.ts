import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { tasksContract } from '../../lambdas/tasks/contract.ts';
import { ApiEnv, SweepEnv } from '../../lambdas/tasks/env.ts';
import { HttpRoutes } from '../constructs/http-routes.ts';
import { PrivateBucket } from '../constructs/private-bucket.ts';
import { ScheduledJob } from '../constructs/scheduled-job.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { ServiceTable } from '../constructs/service-table.ts';
import type { PlatformStack } from '../platform-stack.ts';
import type { AuthStack } from './auth.ts';
import { addTasksErasure } from './erasure.ts';
import { TaskQueues } from './task-queues.ts';
import { addSchedules, scheduleRoutePermissions } from './task-schedules.ts';
import { addUploads, type TaskUploads } from './task-uploads.ts';

interface Neighbours {
  readonly platform: PlatformStack;
  readonly auth: AuthStack;
}

/** The record of every task, the queues of each type of task, and the sweeper that mends what a crash left undone. */
export class TasksStack extends Stack {
  readonly table: ServiceTable;
  readonly queues: TaskQueues;
  /** Results that are too large for the table; the longest that the record of a task is useful with them. */
  readonly results: PrivateBucket;
  readonly #uploads: TaskUploads;
  readonly #neighbours: Neighbours;

  constructor(scope: Construct, id: string, neighbours: Neighbours, props: StackProps) {
    super(scope, id, props);
    const { platform, auth } = neighbours;
    this.#neighbours = neighbours;
    this.table = new ServiceTable(this, 'Store', platform.stage);
    this.queues = new TaskQueues(this, 'Queues', platform);
    this.results = new PrivateBucket(this, 'Results', { stage: platform.stage, expiration: Duration.days(30) });
    this.#uploads = addUploads(this, { platform, table: this.table });
    this.addApi();
    this.addSweeper();
    const { table, queues } = this;
    addSchedules(this, { platform, auth, table, submissions: queues.submissions });
  }

  /** What inspected content of uploads is in, for the products that work on it. */
  get uploads(): PrivateBucket {
    return this.#uploads.bucket;
  }

  private addApi(): void {
    const { platform, auth } = this.#neighbours;
    const { table, queues, results } = this;
    const uploads = this.#uploads;
    addTasksErasure(this, platform, { table, results, uploads: uploads.bucket });
    const { fn } = new ServiceFunction(this, 'Api', {
      platform,
      entry: 'tasks/api',
      description: 'Lists, reads, awaits, cancels and retries tasks; keeps schedules and uploads',
      env: ApiEnv,
      environment: {
        TASKS_TABLE_NAME: table.tableName,
        BUS_NAME: platform.bus.eventBusName,
        API_URL: platform.apiUrl,
        PROJECTS_TABLE_NAME: auth.table.tableName,
        RESULTS_BUCKET_NAME: results.bucket.bucketName,
        ...queues.environment,
        ...queues.submissionEnvironment,
        ...uploads.environment,
        ...platform.limits.environment,
      },
      permissions: [
        table.allow('GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'),
        auth.table.allow('BatchGetItem'),
        results.allow('org/', 'GetObject'),
        ...queues.allowSend(),
        ...uploads.permissions,
        ...scheduleRoutePermissions({ auth, table, submissions: queues.submissions }),
        platform.allowPublish(),
        platform.limits.allowTake(),
      ],
      impact: 'Clients cannot see, cancel or retry their tasks, and cannot manage schedules and uploads.',
    });
    new HttpRoutes(this, 'Routes', { platform, fn, contract: tasksContract });
  }

  private addSweeper(): void {
    const { platform } = this.#neighbours;
    const { table, queues } = this;
    const sweeper = new ServiceFunction(this, 'Sweeper', {
      platform,
      entry: 'tasks/sweep',
      description: 'Sends again what a crash left unsent, and brings back tasks whose worker died',
      env: SweepEnv,
      environment: {
        TASKS_TABLE_NAME: table.tableName,
        BUS_NAME: platform.bus.eventBusName,
        ...queues.environment,
        ...queues.submissionEnvironment,
      },
      permissions: [
        table.allow('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'),
        table.allowIndexQuery(),
        platform.allowPublish(),
        ...queues.allowSend(),
        ...queues.allowSubmit(),
      ],
      timeout: Duration.seconds(50),
      impact: 'Tasks whose worker died stay running and are not tried again.',
    });
    new ScheduledJob(this, 'EveryMinute', { fn: sweeper.fn, every: Duration.minutes(1) });
  }
}
