import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { tasksContract } from '../../lambdas/tasks/contract.ts';
import { ApiEnv, SweepEnv } from '../../lambdas/tasks/env.ts';
import { type TaskType, taskTypes } from '../../shared/task/type.ts';
import { HttpRoutes } from '../constructs/http-routes.ts';
import { ScheduledJob } from '../constructs/scheduled-job.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { ServiceQueue } from '../constructs/service-queue.ts';
import { ServiceTable } from '../constructs/service-table.ts';
import type { PlatformStack } from '../platform-stack.ts';
import type { AuthStack } from './auth.ts';

/** Longer than the longest attempt of this type, so that the worker itself ends a slow task and writes why. */
export const workerTimeout = (type: TaskType) => Duration.seconds(taskTypes[type].timeoutSeconds + 30);

interface Neighbours {
  readonly platform: PlatformStack;
  readonly auth: AuthStack;
}

/** The record of every task, one queue per type of task, and the sweeper that mends what a crash left undone. */
export class TasksStack extends Stack {
  readonly table: ServiceTable;
  readonly queues: Readonly<Record<TaskType, ServiceQueue>>;

  constructor(scope: Construct, id: string, { platform, auth }: Neighbours, props: StackProps) {
    super(scope, id, props);
    this.table = new ServiceTable(this, 'Store', platform.stage);
    this.queues = { 'guardian.test': this.addQueue('GuardianTests', 'guardian.test', platform) };
    const environment = { TASKS_TABLE_NAME: this.table.tableName, BUS_NAME: platform.bus.eventBusName };

    const { fn } = new ServiceFunction(this, 'Api', {
      platform,
      entry: 'tasks/api',
      description: 'Lists, reads, awaits and cancels tasks',
      env: ApiEnv,
      environment: {
        ...environment,
        API_URL: platform.apiUrl,
        PROJECTS_TABLE_NAME: auth.table.tableName,
        ...platform.limits.environment,
      },
      permissions: [
        this.table.allow('GetItem', 'UpdateItem', 'Query'),
        auth.table.allow('BatchGetItem'),
        platform.allowPublish(),
        platform.limits.allowTake(),
      ],
      impact: 'Clients cannot see or cancel their tasks.',
    });
    new HttpRoutes(this, 'Routes', { platform, fn, contract: tasksContract });

    const sweeper = new ServiceFunction(this, 'Sweeper', {
      platform,
      entry: 'tasks/sweep',
      description: 'Sends again what a crash left unsent, and brings back tasks whose worker died',
      env: SweepEnv,
      environment: { ...environment, QUEUE_GUARDIAN_TEST: this.queues['guardian.test'].queue.queueUrl },
      permissions: [
        this.table.allow('UpdateItem'),
        this.table.allowIndexQuery(),
        platform.allowPublish(),
        ...Object.values(this.queues).map((queue) => queue.allowSend()),
      ],
      timeout: Duration.seconds(50),
      impact: 'Tasks whose worker died stay running and are not tried again.',
    });
    new ScheduledJob(this, 'EveryMinute', { fn: sweeper.fn, every: Duration.minutes(1) });
  }

  private addQueue(id: string, type: TaskType, platform: PlatformStack): ServiceQueue {
    return new ServiceQueue(this, id, {
      alarms: platform.alarms,
      consumerTimeout: workerTimeout(type),
      impact: `Messages of ${type} tasks could not be handled; their tasks wait for the sweeper.`,
      runbook: 'parked-messages',
    });
  }
}
