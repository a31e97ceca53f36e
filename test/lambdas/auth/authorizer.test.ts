import { afterAll, beforeAll, expect, test } from 'vitest';
import { newSecret } from '../../../lambdas/auth/api-key/secret.ts';
import { type LoadedEntry, loadEntry } from '../load-entry.ts';
import { type AuthWorld, apiUrl, startAuth } from './auth-world.ts';

let world: AuthWorld;
let entry: LoadedEntry;
beforeAll(async () => {
  world = await startAuth();
  const environment = {
    ...{ AWS_ENDPOINT_URL_DYNAMODB: world.endpoint, TABLE_NAME: world.table.name, API_URL: apiUrl },
    ...{ ALLOW_LOOPBACK: 'false', TRUSTED_ISSUERS: '[]' },
  };
  entry = await loadEntry('auth/authorizer', environment);
});
afterAll(async () => {
  entry.close();
  await world.close();
});

const authorizeHeader = (authorization?: string) =>
  entry.handler({
    ...{ version: '2.0', type: 'REQUEST', routeKey: 'GET /v1/me', rawPath: '/v1/me' },
    headers: authorization === undefined ? {} : { authorization },
    requestContext: { http: { method: 'GET', path: '/v1/me', sourceIp: '192.0.2.1' } },
  });

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html (simple response, 2.0)
test('the authorizer lets every request through with its verdict, in flat strings', async () => {
  const { addKey, organization } = await world.addPerson();
  const { secret, apiKey } = await addKey({ scopes: ['projects:read'] });
  expect(await authorizeHeader(`Bearer ${secret}`)).toEqual({
    isAuthorized: true,
    context: {
      ...{ outcome: 'authenticated', orgId: organization.id, actorType: 'api-key', actorId: apiKey.id },
      ...{ permissions: 'projects:read', plan: 'free' },
    },
  });
  for (const header of [`Bearer ${newSecret()}`, 'Basic abc', 'Bearer']) {
    expect(await authorizeHeader(header)).toEqual({
      ...{ isAuthorized: true, context: { outcome: 'rejected', reason: expect.any(String) } },
    });
  }
  expect(await authorizeHeader()).toEqual({ isAuthorized: true, context: { outcome: 'anonymous' } });
});

test('the authorizer reads one item for a key and notes its use, and does neither while it remembers it', async () => {
  const { addKey } = await world.addPerson();
  const { secret } = await addKey();
  const before = world.calls.length;
  await authorizeHeader(`Bearer ${secret}`);
  await authorizeHeader(`Bearer ${secret}`);
  expect(world.calls.slice(before).map(({ action }) => action)).toEqual(['dynamodb:GetItem', 'dynamodb:UpdateItem']);
});

test('the address is the one that API Gateway saw: headers of the client do not count', async () => {
  const { secret } = await (await world.addPerson()).addKey({ allowedIps: ['192.0.2.1'] });
  const claimed = { 'x-forwarded-for': '192.0.2.1', forwarded: 'for=192.0.2.1', 'x-real-ip': '192.0.2.1' };
  const answer = (sourceIp: string) =>
    entry.handler({
      ...{ version: '2.0', type: 'REQUEST', routeKey: 'GET /v1/me', rawPath: '/v1/me' },
      headers: { authorization: `Bearer ${secret}`, ...claimed },
      requestContext: { http: { method: 'GET', path: '/v1/me', sourceIp } },
    });
  expect(await answer('198.51.100.7')).toMatchObject({ context: { outcome: 'rejected' } });
  expect(await answer('192.0.2.1')).toMatchObject({ context: { outcome: 'authenticated' } });
});
