import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { createPublishMany } from '../../shared/event-bus.ts';
import { createLogger } from '../../shared/log.ts';
import { outboxJob } from '../../shared/outbox-job.ts';
import { OutboxEnv } from './env.ts';

const env = parseEnv(OutboxEnv);

export const handler = outboxJob({
  table: createTable(new DynamoDBClient({}), env.TABLE_NAME),
  publishMany: createPublishMany(env.BUS_NAME),
  log: createLogger({ service: 'autopilot-runner' }),
  now: Date.now,
});
