import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { TaskType } from '../../shared/task/type.ts';
import type { PrivateBucket } from '../constructs/private-bucket.ts';
import type { ServiceTable } from '../constructs/service-table.ts';
import type { PlatformStack } from '../platform-stack.ts';
import type { AuthStack } from './auth.ts';
import { workerTimeout } from './task-queues.ts';
import type { TasksStack } from './tasks.ts';

export interface CodeRunnerNeighbours {
  readonly platform: PlatformStack;
  readonly auth: AuthStack;
  readonly tasks: TasksStack;
}

interface Own {
  readonly type: TaskType;
  readonly table: ServiceTable;
  /** Of reports or results. */
  readonly bucket: PrivateBucket;
}

/** What services that work on uploaded code have in common: they take tasks of one type in, and run them over the content of an upload. */
export function codeRunner({ platform, auth, tasks }: CodeRunnerNeighbours, { type, table, bucket }: Own) {
  const { queues, uploads } = tasks;
  const environment = {
    TABLE_NAME: table.tableName,
    TASKS_TABLE_NAME: tasks.table.tableName,
    BUS_NAME: platform.bus.eventBusName,
    BUCKET_NAME: bucket.bucket.bucketName,
    ...queues.environment,
  };
  return {
    api: {
      environment: {
        ...environment,
        API_URL: platform.apiUrl,
        PROJECTS_TABLE_NAME: auth.table.tableName,
        ...platform.limits.environment,
      },
      permissions: [
        table.allow('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'),
        tasks.table.allow('GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem'),
        auth.table.allow('GetItem', 'ConditionCheckItem', 'BatchGetItem'),
        bucket.allow('org/', 'GetObject'),
        ...queues.allowSend([type]),
        platform.allowPublish(),
        platform.limits.allowTake(),
      ],
    },
    worker: {
      environment: {
        ...environment,
        UPLOADS_BUCKET_NAME: uploads.bucket.bucketName,
        PARKED_QUEUE_URL: queues.parkedUrl(type),
      },
      /** Beside what it may do with the table of its service. */
      permissions: (scope: Construct): PolicyStatement[] => [
        tasks.table.allow('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'),
        bucket.allow('org/', 'GetObject', 'PutObject'),
        uploads.allowFrom(scope, '*/org/*/blobs/', 'GetObject'),
        ...queues.allowSend([type]),
        ...queues.allowWork(type),
        platform.allowPublish(),
      ],
      // The engines are native programs of the machine that builds the asset.
      architecture: Architecture.X86_64,
      timeout: workerTimeout(type),
      // Two virtual CPUs: several programs look at the code at once.
      memoryMb: 3_538,
    },
  };
}
