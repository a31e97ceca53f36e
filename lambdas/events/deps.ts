import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Table } from '../../shared/dynamo.ts';
import type { Publish } from '../../shared/events.ts';
import type { Logger } from '../../shared/log.ts';

/** What every area may use; stores that one area needs it makes itself. */
export interface EventsDeps {
  readonly dynamo: DynamoDBClient;
  readonly table: Table;
  readonly publish: Publish;
  readonly apiUrl: string;
  readonly log: Logger;
  readonly now: () => number;
  /** The service's one secret, from which webhook secrets and the key of receipts are derived. */
  readonly loadSecret: () => Promise<string>;
  /** Stage `local` only: endpoints may be http, and on this machine. */
  readonly allowsLoopback: boolean;
}
