import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Table } from '../../shared/dynamo.ts';
import type { Publish } from '../../shared/events.ts';
import type { Logger } from '../../shared/log.ts';
import type { SendDue } from './delivery/queue/queue.ts';

/** What every area may use; stores that one area needs it makes itself. */
export interface EventsDeps {
  readonly dynamo: DynamoDBClient;
  readonly table: Table;
  /** Where projects say who may use them. */
  readonly projects: Table;
  readonly publish: Publish;
  readonly apiUrl: string;
  readonly log: Logger;
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
  /** Has deliveries attempted. */
  readonly sendDue: SendDue;
  /** The service's one secret, from which webhook secrets and the key of receipts are derived. */
  readonly loadSecret: () => Promise<string>;
  /** Stage `local` only: endpoints may be http, and on this machine. */
  readonly allowsLoopback: boolean;
  /** The fixed addresses that deliveries come from, CIDR parted by commas, and since when; both empty in stages without any. */
  readonly egress: { readonly addresses: string; readonly updatedAt: string };
}
