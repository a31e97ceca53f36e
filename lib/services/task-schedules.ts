import { Duration } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { TickSchedulesEnv } from '../../lambdas/tasks/env.ts';
import type { SubmissionQueuesEnv } from '../../shared/task/queue-env.ts';
import type { SubmissionType } from '../../shared/task/type.ts';
import { ScheduledJob } from '../constructs/scheduled-job.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import type { ServiceQueue } from '../constructs/service-queue.ts';
import type { ServiceTable } from '../constructs/service-table.ts';
import type { PlatformStack } from '../platform-stack.ts';

export interface ScheduleNeighbours {
  /** Where organizations and projects are. */
  readonly auth: { readonly table: ServiceTable };
  /** Of tasks, schedules and their runs. */
  readonly table: ServiceTable;
  /** By which products are asked for tasks. */
  readonly submissions: Readonly<Record<SubmissionType, ServiceQueue>>;
}

/** What a function that sends submissions has in its environment. */
export function submissionsEnvironment(submissions: ScheduleNeighbours['submissions']): SubmissionQueuesEnv {
  return {
    SUBMISSIONS_GUARDIAN_TEST: submissions['guardian.test'].queue.queueUrl,
    SUBMISSIONS_GUARDIAN_BATCH: submissions['guardian.batch'].queue.queueUrl,
  };
}

function allowSubmit(submissions: ScheduleNeighbours['submissions']): PolicyStatement[] {
  return Object.values(submissions).map((queue) => queue.allowSend());
}

/** What the routes of schedules need of the function that serves them; `submissionsEnvironment` goes with it. */
export function scheduleRoutePermissions({ auth, table, submissions }: ScheduleNeighbours): PolicyStatement[] {
  return [
    table.allow('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'),
    auth.table.allow('BatchGetItem', 'ConditionCheckItem'),
    ...allowSubmit(submissions),
  ];
}

/** The ticker of schedules. */
export function addSchedules(
  scope: Construct,
  { platform, auth, table, submissions }: ScheduleNeighbours & { readonly platform: PlatformStack },
): void {
  const ticker = new ServiceFunction(scope, 'TickSchedules', {
    platform,
    entry: 'tasks/tick-schedules',
    description: 'Submits the tasks of schedules that are due',
    env: TickSchedulesEnv,
    environment: {
      TASKS_TABLE_NAME: table.tableName,
      PROJECTS_TABLE_NAME: auth.table.tableName,
      ...submissionsEnvironment(submissions),
    },
    permissions: [
      table.allow('GetItem', 'PutItem', 'UpdateItem', 'Query'),
      table.allowIndexQuery(),
      auth.table.allow('BatchGetItem'),
      ...allowSubmit(submissions),
    ],
    // It begins nothing more after 40 seconds; the rest is for what is under way.
    timeout: Duration.seconds(59),
    impact: 'Scheduled tasks do not start, or start late, until the next run of this function catches up.',
  });
  new ScheduledJob(scope, 'TickSchedulesEveryMinute', { fn: ticker.fn, every: Duration.minutes(1) });
}
