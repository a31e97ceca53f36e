import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Table } from '../../../shared/dynamo.ts';
import type { Publish } from '../../../shared/events.ts';
import type { Logger } from '../../../shared/log.ts';
import type { ResolveHost } from '../../../shared/public-http/resolve-public.ts';
import type { SendDue } from './queue/queue.ts';

/** What decides. */
export interface DecideDeps {
  readonly dynamo: Pick<DynamoDBClient, 'send'>;
  readonly table: Table;
  readonly log: Logger;
  readonly now: () => number;
  readonly sendDue: SendDue;
  readonly loadSecret: () => Promise<string>;
}

/** What makes attempts. */
export interface AttemptDeps extends DecideDeps {
  readonly publish: Publish;
  readonly random: () => number;
  readonly resolve: ResolveHost;
  readonly allowsLoopback: boolean;
  readonly timeoutMs: number;
  /** Certificates that are trusted instead of the system's; a test has its own. */
  readonly authorities?: readonly string[];
}
