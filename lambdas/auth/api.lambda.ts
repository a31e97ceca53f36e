import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { createPublisher } from '../../shared/events.ts';
import { httpHandler } from '../../shared/http.ts';
import { createIdempotency } from '../../shared/idempotency.ts';
import { createLogger } from '../../shared/log.ts';
import { createRateLimiter } from '../../shared/rate-limit.ts';
import { createScannerKeys } from './api-key/leak/scanner-keys.ts';
import { authContract } from './contract.ts';
import { ApiEnv } from './env.ts';
import { authHandlers } from './handlers.ts';
import type { FetchDocument } from './issuer/fetch-document.ts';
import { createIssuerKeys } from './issuer/issuer-keys.ts';
import { createSecretReader } from './secrets-manager.ts';
import { createSigner } from './token/signer.ts';
import { createJwksStore } from './token/store.ts';
import { createPasswords } from './user/password.ts';

const env = parseEnv(ApiEnv);
const log = createLogger({ service: 'auth' });
const dynamo = new DynamoDBClient({});
const table = createTable(dynamo, env.TABLE_NAME);
const jwks = createJwksStore(table);

const allowsLoopback = env.ALLOW_LOOPBACK === 'true';
/** Loaded with the first key of a CI provider. */
const fetchDocument: FetchDocument = async (url) => {
  const { createFetchDocument, systemReach } = await import('./issuer/fetch-document.ts');
  return createFetchDocument({ ...systemReach, allowsLoopback })(url);
};

export const handler = httpHandler(
  authContract,
  authHandlers({
    dynamo,
    table,
    jwks,
    publish: createPublisher(env.BUS_NAME),
    loadSigningKey: createSigner(createSecretReader(env.SIGNING_SECRET_ARN), jwks),
    passwords: createPasswords(),
    signInBurstPerIp: env.SIGN_IN_BURST_PER_IP,
    findScannerKey: createScannerKeys(env.LEAK_KEYS_URL),
    findIssuerKeys: createIssuerKeys(fetchDocument),
    allowsLoopback,
    apiUrl: env.API_URL,
    log,
  }),
  {
    apiUrl: env.API_URL,
    log,
    now: Date.now,
    idempotency: createIdempotency(table),
    limits: createRateLimiter(dynamo, env.RATE_TABLE_NAME),
  },
);
