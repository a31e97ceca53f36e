import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type * as z from 'zod';
import { organizationDeleted } from '../../lambdas/auth/events.ts';
import { ErasureEnv as EventsEnv } from '../../lambdas/events/env.ts';
import { ErasureEnv as TasksEnv } from '../../lambdas/tasks/env.ts';
import { ProductErasureEnv } from '../../shared/product-erasure-env.ts';
import { EventSubscription } from '../constructs/event-subscription.ts';
import type { PrivateBucket } from '../constructs/private-bucket.ts';
import { QueueWorker } from '../constructs/queue-worker.ts';
import { ServiceFunction, type ServiceFunctionProps } from '../constructs/service-function.ts';
import { ServiceQueue } from '../constructs/service-queue.ts';
import type { ServiceTable } from '../constructs/service-table.ts';
import type { PlatformStack } from '../platform-stack.ts';

type AnyEnv = z.ZodType<Record<string, unknown>>;
type Eraser<Env extends AnyEnv> = Omit<ServiceFunctionProps<Env>, 'platform' | 'timeout'>;

const timeout = Duration.minutes(1);

/** Takes away what the tasks service keeps of an organization that is erased, and what all services count of its requests. */
export function addTasksErasure(
  scope: Construct,
  platform: PlatformStack,
  own: { readonly table: ServiceTable; readonly results: PrivateBucket; readonly uploads: PrivateBucket },
): void {
  const { table, results, uploads } = own;
  addErasure(
    scope,
    platform,
    (queue): Eraser<typeof TasksEnv> => ({
      entry: 'tasks/on-organization-deleted',
      description: 'Erases the tasks, schedules, results and uploads of an organization that is erased',
      env: TasksEnv,
      environment: {
        TASKS_TABLE_NAME: table.tableName,
        RESULTS_BUCKET_NAME: results.bucket.bucketName,
        UPLOADS_BUCKET_NAME: uploads.bucket.bucketName,
        ERASURE_QUEUE_URL: queue.queue.queueUrl,
        ...platform.limits.environment,
      },
      permissions: [
        table.allow('Query', 'DeleteItem'),
        platform.limits.allowErase(),
        ...allowErase(results, 'org/'),
        // Before it stands for how long the content is kept.
        ...allowErase(uploads, '*/org/'),
      ],
      impact: 'Tasks of deleted organizations are kept longer than promised.',
    }),
  );
}

interface Product {
  readonly table: ServiceTable;
  /** Its keys begin with the organization. */
  readonly bucket: PrivateBucket;
  readonly entry: string;
  /** What it erases, e.g. `website tests, batches and reports`. */
  readonly what: string;
}

/** Takes away what a product keeps of an organization that is erased: its records, and its reports. */
export function addProductErasure(scope: Construct, platform: PlatformStack, product: Product): void {
  const { table, bucket, entry, what } = product;
  addErasure(
    scope,
    platform,
    (queue): Eraser<typeof ProductErasureEnv> => ({
      ...{ entry, env: ProductErasureEnv, description: `Erases the ${what} of an organization that is erased` },
      environment: {
        TABLE_NAME: table.tableName,
        BUCKET_NAME: bucket.bucket.bucketName,
        ERASURE_QUEUE_URL: queue.queue.queueUrl,
      },
      permissions: [table.allow('Query', 'DeleteItem'), ...allowErase(bucket, 'org/')],
      impact: `The ${what} of deleted organizations are kept longer than promised.`,
    }),
  );
}

/** Takes away feed, endpoints and deliveries of an organization that is erased. */
export function addEventsErasure(scope: Construct, platform: PlatformStack, table: ServiceTable): void {
  addErasure(
    scope,
    platform,
    (queue): Eraser<typeof EventsEnv> => ({
      entry: 'events/on-organization-deleted',
      description: 'Erases feed, webhook endpoints and deliveries of an organization that is erased',
      env: EventsEnv,
      environment: { EVENTS_TABLE_NAME: table.tableName, ERASURE_QUEUE_URL: queue.queue.queueUrl },
      permissions: [table.allow('Query', 'DeleteItem', 'UpdateItem')],
      impact: 'Events of deleted organizations are kept longer than promised.',
    }),
  );
}

function allowErase(bucket: PrivateBucket, prefix: string) {
  return [bucket.allowList(prefix), bucket.allow(prefix, 'DeleteObject')];
}

/** The queue comes first, because the function sends itself what does not fit into one run. */
function addErasure<Env extends AnyEnv>(
  scope: Construct,
  platform: PlatformStack,
  eraser: (queue: ServiceQueue) => Eraser<Env>,
): void {
  const within = new Construct(scope, 'Erasure');
  const queue = new ServiceQueue(within, 'Events', {
    alarms: platform.alarms,
    consumerTimeout: timeout,
    impact: 'Something is kept of an organization that was promised to be erased.',
    runbook: 'parked-messages',
  });
  const worker = new ServiceFunction<Env>(within, 'Worker', { ...eraser(queue), platform, timeout });
  for (const statement of [queue.allowConsume(), queue.allowSend()]) worker.role.addToPolicy(statement);
  new EventSubscription(within, 'Subscription', { platform, event: organizationDeleted, queue });
  new QueueWorker(within, 'Source', { queue, fn: worker.fn, batchSize: 1, maxConcurrency: 2 });
}
