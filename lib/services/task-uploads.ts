import { Duration } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { HttpMethods } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { InspectUploadEnv } from '../../lambdas/tasks/env.ts';
import { planLimits } from '../../shared/plan.ts';
import { PrivateBucket } from '../constructs/private-bucket.ts';
import { QueueWorker } from '../constructs/queue-worker.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { ServiceQueue } from '../constructs/service-queue.ts';
import type { ServiceTable } from '../constructs/service-table.ts';
import type { PlatformStack } from '../platform-stack.ts';

export interface TaskUploads {
  readonly bucket: PrivateBucket;
  readonly queue: ServiceQueue;
  /** What the tasks API needs in its environment. */
  readonly environment: Readonly<Record<'UPLOADS_BUCKET_NAME' | 'UPLOADS_QUEUE_URL', string>>;
  /** What the tasks API may do, beside its table and the projects. */
  readonly permissions: readonly PolicyStatement[];
}

/** The classes of time for which content is kept: objects expire by the first folder of their key. */
export const retentionPrefixes = [...new Set(Object.values(planLimits).map(({ historyDays }) => historyDays))].map(
  (days) => ({ prefix: `${days}d/`, days }),
);

/** Reading the largest upload takes half a minute; the queue hides its message for six times this. */
const inspectionTimeout = Duration.seconds(180);

/** The bucket of uploads, and the function that inspects what arrives in it. */
export function addUploads(scope: Construct, props: { platform: PlatformStack; table: ServiceTable }): TaskUploads {
  const { platform, table } = props;
  const within = new Construct(scope, 'Uploads');
  const bucket = new PrivateBucket(within, 'Objects', {
    stage: platform.stage,
    expirations: retentionPrefixes.map(({ prefix, days }) => ({ prefix, after: Duration.days(days) })),
    // Whoever holds a form or a URL of ours may send bytes, from any page; both say exactly which bytes, and where.
    cors: [
      {
        allowedMethods: [HttpMethods.POST, HttpMethods.PUT],
        allowedOrigins: ['*'],
        allowedHeaders: ['*'],
        exposedHeaders: ['ETag'],
        maxAge: 3_600,
      },
    ],
  });
  const queue = new ServiceQueue(within, 'Queue', {
    alarms: platform.alarms,
    consumerTimeout: inspectionTimeout,
    impact: 'Uploads could not be inspected; their clients wait for a verdict.',
    runbook: 'parked-messages',
  });
  const { fn } = new ServiceFunction(within, 'Inspector', {
    platform,
    entry: 'tasks/on-upload',
    description: 'Inspects the archives that clients upload',
    env: InspectUploadEnv,
    environment: { TASKS_TABLE_NAME: table.tableName, UPLOADS_BUCKET_NAME: bucket.bucket.bucketName },
    permissions: [
      table.allow('UpdateItem', 'PutItem'),
      bucket.allow('*/org/*/blobs/', 'GetObject', 'PutObject'),
      bucket.allow('*/org/*/incoming/', 'GetObject', 'DeleteObject'),
      bucket.allowFindMissing(),
      queue.allowConsume(),
    ],
    timeout: inspectionTimeout,
    // One virtual CPU and more: unpacking is what takes the time.
    memoryMb: 1_769,
    // The largest upload of the largest plan, and room.
    ephemeralStorageMb: Math.ceil(planLimits.enterprise.uploadBytes / 1_024 ** 2) + 512,
    impact: 'Uploads are not inspected, so jobs that need them cannot be submitted.',
  });
  new QueueWorker(within, 'Source', { queue, fn, batchSize: 1, maxConcurrency: 10 });
  const { bucketName } = bucket.bucket;
  return {
    bucket,
    queue,
    environment: {
      UPLOADS_BUCKET_NAME: bucketName,
      UPLOADS_QUEUE_URL: queue.queue.queueUrl,
    },
    permissions: [
      bucket.allow('*/org/*/blobs/', 'GetObject'),
      bucket.allow('*/org/*/incoming/', 'GetObject', 'PutObject', 'AbortMultipartUpload'),
      bucket.allowFindMissing(),
      queue.allowSend(),
    ],
  };
}
