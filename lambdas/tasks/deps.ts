import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Table } from '../../shared/dynamo.ts';
import type { Publish } from '../../shared/events.ts';
import type { FairQueue } from '../../shared/fair-queue.ts';
import type { Logger } from '../../shared/log.ts';
import type { LinkingStorage } from '../../shared/storage/storage.ts';
import type { TaskQueue } from '../../shared/task/queue.ts';
import type { TaskStore } from '../../shared/task/store.ts';
import type { SubmissionQueue } from '../../shared/task/submission.ts';
import type { UploadObjects } from './s3.ts';
import type { InspectionMessage } from './upload/upload.ts';

/** What every area may use; stores that one area needs it makes itself. */
export interface TasksDeps {
  readonly dynamo: DynamoDBClient;
  readonly table: Table;
  readonly store: TaskStore;
  /** Where projects say who may use them. */
  readonly projects: Table;
  /** By which a schedule asks a product for a task. */
  readonly submissions: SubmissionQueue;
  /** By which the workers hear of a task. */
  readonly queue: TaskQueue;
  /** Where results are that are too large for the table. */
  readonly results: Pick<LinkingStorage, 'downloadUrl'>;
  /** Where the bytes of uploads are. */
  readonly objects: UploadObjects;
  /** By which the inspection hears of an upload. */
  readonly inspections: FairQueue<InspectionMessage>;
  readonly publish: Publish;
  readonly log: Logger;
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
}
