import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { APIGatewayRequestAuthorizerEventV2, APIGatewaySimpleAuthorizerWithContextResult } from 'aws-lambda';
import type { AuthorizerContext } from '../../shared/context.ts';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { createApiKeyStore } from './api-key/store.ts';
import { AuthorizerEnv } from './env.ts';
import { createGrantFinder } from './grant/find-grant.ts';
import { remembered } from './grant/remembered.ts';
import { createGrantStore } from './grant/store.ts';
import { createVerifier } from './token/access-token.ts';
import { authorize } from './token/authorize.ts';
import { createJwksStore } from './token/store.ts';

const env = parseEnv(AuthorizerEnv);
const dynamo = new DynamoDBClient({});
const table = createTable(dynamo, env.TABLE_NAME);
const apiKeys = createApiKeyStore(dynamo, table);
const deps = {
  findCredential: remembered(apiKeys.findCredential, (hash) => hash),
  findGrant: remembered(createGrantFinder(createGrantStore(table)), (claims) => JSON.stringify(claims)),
  verify: createVerifier(createJwksStore(table), env.API_URL),
};

/**
 * Always lets the request through with its verdict: API Gateway's own 403 could not say what is wrong, so the services
 * answer 401 as problem+json from the verdict. `contextOf` in shared/context.ts fails closed.
 */
export async function handler(
  event: APIGatewayRequestAuthorizerEventV2,
): Promise<APIGatewaySimpleAuthorizerWithContextResult<AuthorizerContext>> {
  const { http } = event.requestContext;
  const input = {
    header: event.headers?.authorization,
    proof: event.headers?.dpop,
    method: http.method,
    url: env.API_URL + event.rawPath,
    routeKey: event.routeKey,
    source: { ip: http.sourceIp, userAgent: String(http.userAgent ?? '').slice(0, 256) },
    now: Date.now(),
  };
  return { isAuthorized: true, context: await authorize({ deps, input }) };
}
