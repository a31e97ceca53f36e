import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { APIGatewayRequestAuthorizerEventV2, APIGatewaySimpleAuthorizerWithContextResult } from 'aws-lambda';
import * as z from 'zod';
import type { AuthorizerContext } from '../../shared/context.ts';
import { createTable } from '../../shared/dynamo.ts';
import { parseEnv } from '../../shared/env.ts';
import { createLogger } from '../../shared/log.ts';
import { createCredentialStore } from './api-key/credential/store.ts';
import { createUseRecorder } from './api-key/record-use.ts';
import { AuthorizerEnv } from './env.ts';
import { createGrantFinder } from './grant/find-grant.ts';
import { remembered } from './grant/remembered.ts';
import { createGrantStore } from './grant/store.ts';
import type { FetchDocument } from './issuer/fetch-document.ts';
import { createIssuerKeys } from './issuer/issuer-keys.ts';
import { createVerifier } from './token/access-token.ts';
import { authorize } from './token/authorize.ts';
import { createJwksStore } from './token/store.ts';
import { TrustedIssuer } from './token/trusted-issuer.ts';

const env = parseEnv(AuthorizerEnv);
const dynamo = new DynamoDBClient({});
const table = createTable(dynamo, env.TABLE_NAME);
const credentials = createCredentialStore(table);
const grants = createGrantStore(table);
/** Loaded with the first key of another issuer, which most stages never read. */
const fetchDocument: FetchDocument = async (url) => {
  const { createFetchDocument, systemReach } = await import('./issuer/fetch-document.ts');
  const allowsLoopback = env.ALLOW_LOOPBACK === 'true';
  return createFetchDocument({ ...systemReach, timeoutMs: 1_500, allowsLoopback })(url);
};
const deps = {
  table,
  findCredential: remembered(credentials.findCredential, (hash) => hash),
  recordUse: createUseRecorder(credentials, createLogger({ service: 'auth' })),
  findGrant: remembered(createGrantFinder(grants), (claims) => JSON.stringify(claims)),
  findOrganization: remembered(grants.organization, (orgId) => orgId),
  trustedIssuers: z.array(TrustedIssuer).parse(env.TRUSTED_ISSUERS),
  findIssuerKeys: createIssuerKeys(fetchDocument),
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
