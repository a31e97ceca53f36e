import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Table } from '../../shared/dynamo.ts';
import type { Publish } from '../../shared/events.ts';
import type { Logger } from '../../shared/log.ts';
import type { TaskStore } from '../../shared/task/store.ts';

/** What every area may use; stores that one area needs it makes itself. */
export interface TasksDeps {
  readonly dynamo: DynamoDBClient;
  readonly table: Table;
  readonly store: TaskStore;
  readonly tasks: TaskStore;
  /** Where projects say who may use them. */
  readonly projects: Table;
  readonly publish: Publish;
  readonly log: Logger;
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
}
