import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { createLogger } from '../../shared/log.ts';
import { createSecretLoader } from '../../shared/secret.ts';
import { eachMessage } from './delivery/each-message.ts';
import { pumpFeed } from './delivery/pump.ts';
import { createDueSender } from './delivery/queue/store.ts';
import { PumpEnv } from './env.ts';
import { PumpMessage } from './pump/pump.ts';
import { createPump } from './pump/store.ts';

const env = parseEnv(PumpEnv);
const log = createLogger({ service: 'events' });
const dynamo = new DynamoDBClient({});
const deps = {
  ...{ dynamo, log, now: Date.now, table: createTable(dynamo, env.EVENTS_TABLE_NAME) },
  sendDue: createDueSender(env.DELIVERIES_QUEUE_URL),
  pump: createPump(env.PUMP_QUEUE_URL),
  loadSecret: createSecretLoader(env.SECRET_ARN),
};

/** Well before the function's timeout. */
const runMs = 15_000;

export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const until = Date.now() + runMs;
  return eachMessage({ log, schema: PumpMessage }, event, async ({ orgId }) => {
    await pumpFeed({ deps, input: { orgId, until } });
  });
}
