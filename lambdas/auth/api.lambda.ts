import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { bestEffort, createPublisher } from '../../shared/events.ts';
import { httpHandler } from '../../shared/http.ts';
import { createIdempotency } from '../../shared/idempotency.ts';
import { createLogger } from '../../shared/log.ts';
import { authContract } from './contract.ts';
import { ApiEnv } from './env.ts';
import { authHandlers } from './handlers.ts';
import { createSecretReader } from './secrets-manager.ts';
import { createSigner } from './token/signer.ts';
import { createJwksStore } from './token/store.ts';

const env = parseEnv(ApiEnv);
const log = createLogger({ service: 'auth' });
const dynamo = new DynamoDBClient({});
const table = createTable(dynamo, env.TABLE_NAME);
const jwks = createJwksStore(table);

export const handler = httpHandler(
  authContract,
  authHandlers({
    dynamo,
    table,
    jwks,
    publish: bestEffort(createPublisher(env.BUS_NAME), log),
    loadSigningKey: createSigner(createSecretReader(env.SIGNING_SECRET_ARN), jwks),
    apiUrl: env.API_URL,
    log,
  }),
  {
    apiUrl: env.API_URL,
    log,
    now: Date.now,
    idempotency: createIdempotency(table),
  },
);
