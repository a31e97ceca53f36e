import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { createPublisher } from '../../shared/events.ts';
import { createLogger } from '../../shared/log.ts';
import { systemResolve } from '../../shared/public-http/resolve-public.ts';
import { createSecretLoader } from '../../shared/secret.ts';
import { deliver } from './delivery/deliver.ts';
import { eachMessage } from './delivery/each-message.ts';
import { DeliveryMessage } from './delivery/queue/queue.ts';
import { createDueSender } from './delivery/queue/store.ts';
import { DeliverEnv } from './env.ts';

const env = parseEnv(DeliverEnv);
const log = createLogger({ service: 'events' });
const dynamo = new DynamoDBClient({});
const deps = {
  ...{ dynamo, log, now: Date.now, random: Math.random, table: createTable(dynamo, env.EVENTS_TABLE_NAME) },
  sendDue: createDueSender(env.DELIVERIES_QUEUE_URL),
  publish: createPublisher(env.BUS_NAME),
  loadSecret: createSecretLoader(env.SECRET_ARN),
  resolve: systemResolve,
  allowsLoopback: env.ALLOW_LOOPBACK === 'true',
  // With names, connection, reply and its body; the lease of an attempt is twice as long.
  timeoutMs: 15_000,
};

export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  return eachMessage({ log, schema: DeliveryMessage }, event, async (message) => {
    await deliver({ deps, input: message });
  });
}
