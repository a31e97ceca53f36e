import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { createLogger } from '../../shared/log.ts';
import { createEndpointReader } from './endpoint/store.ts';
import { FeedEnv } from './env.ts';
import { catalog } from './feed/catalog.ts';
import { createFeedStore } from './feed/store.ts';
import { takeEvents } from './feed/take-events.ts';
import { createPump } from './pump/store.ts';

const env = parseEnv(FeedEnv);
const dynamo = new DynamoDBClient({});
const table = createTable(dynamo, env.EVENTS_TABLE_NAME);
const deps = {
  catalog,
  feed: createFeedStore(dynamo, table),
  endpoints: createEndpointReader(table),
  projects: createTable(dynamo, env.PROJECTS_TABLE_NAME),
  pump: createPump(env.PUMP_QUEUE_URL),
  apiUrl: env.API_URL,
  log: createLogger({ service: 'events' }),
  now: Date.now,
};

export async function handler({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  const failed = await takeEvents({ deps, input: Records });
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}
