import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { organizationDeleted } from '../../lambdas/auth/events.ts';
import { ErasureEnv as EventsEnv } from '../../lambdas/events/env.ts';
import { ErasureEnv as TasksEnv } from '../../lambdas/tasks/env.ts';
import { EventWorker } from '../constructs/event-worker.ts';
import type { ServiceTable } from '../constructs/service-table.ts';
import type { PlatformStack } from '../platform-stack.ts';

const common = (platform: PlatformStack) => ({
  ...{ platform, event: organizationDeleted, maxConcurrency: 2, timeout: Duration.minutes(1) },
  parkedImpact: 'Something is kept of an organization that was promised to be erased.',
});

/** Takes away what the tasks service keeps of an organization that is erased. */
export function addTasksErasure(scope: Construct, platform: PlatformStack, table: ServiceTable): void {
  new EventWorker(scope, 'Erasure', {
    ...common(platform),
    entry: 'tasks/on-organization-deleted',
    description: 'Erases the tasks, schedules and uploads of an organization that is erased',
    env: TasksEnv,
    environment: { TASKS_TABLE_NAME: table.tableName },
    permissions: [table.allow('Query', 'DeleteItem')],
    impact: 'Tasks of deleted organizations are kept longer than promised.',
  });
}

/** Takes away feed, endpoints and deliveries of an organization that is erased. */
export function addEventsErasure(scope: Construct, platform: PlatformStack, table: ServiceTable): void {
  new EventWorker(scope, 'Erasure', {
    ...common(platform),
    entry: 'events/on-organization-deleted',
    description: 'Erases feed, webhook endpoints and deliveries of an organization that is erased',
    env: EventsEnv,
    environment: { EVENTS_TABLE_NAME: table.tableName },
    permissions: [table.allow('Query', 'DeleteItem', 'UpdateItem')],
    impact: 'Events of deleted organizations are kept longer than promised.',
  });
}
