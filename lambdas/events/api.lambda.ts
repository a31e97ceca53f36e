import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { createPublisher } from '../../shared/events.ts';
import { httpHandler } from '../../shared/http.ts';
import { createIdempotency } from '../../shared/idempotency.ts';
import { createLogger } from '../../shared/log.ts';
import { createRateLimiter } from '../../shared/rate-limit.ts';
import { createSecretLoader } from '../../shared/secret.ts';
import { eventsContract } from './contract.ts';
import { createDueSender } from './delivery/queue/store.ts';
import { ApiEnv } from './env.ts';
import { eventsHandlers } from './handlers.ts';

const env = parseEnv(ApiEnv);
const log = createLogger({ service: 'events' });
const dynamo = new DynamoDBClient({});
const table = createTable(dynamo, env.EVENTS_TABLE_NAME);

export const handler = httpHandler(
  eventsContract,
  eventsHandlers({
    ...{ dynamo, table, log },
    projects: createTable(dynamo, env.PROJECTS_TABLE_NAME),
    publish: createPublisher(env.BUS_NAME),
    sendDue: createDueSender(env.DELIVERIES_QUEUE_URL),
    loadSecret: createSecretLoader(env.SECRET_ARN),
    allowsLoopback: env.ALLOW_LOOPBACK === 'true',
    egress: { addresses: env.EGRESS_ADDRESSES, updatedAt: env.EGRESS_UPDATED_AT },
    apiUrl: env.API_URL,
    now: Date.now,
    wait: (ms) => wait(ms),
  }),
  {
    apiUrl: env.API_URL,
    log,
    now: Date.now,
    idempotency: createIdempotency(table),
    limits: createRateLimiter(dynamo, env.RATE_TABLE_NAME),
  },
);
