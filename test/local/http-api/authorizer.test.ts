import { afterEach, describe, expect, it, vi } from 'vitest';
import { AwsError } from '../../../local/aws/service.ts';
import type { InvokeResult } from '../../../local/lambda/invoker.ts';
import { FakeClock } from '../fake-clock.ts';
import { authorizer, closeAll, FakeLambda, route, start } from './fixture.ts';

afterEach(closeAll);

const token = { headers: { authorization: 'Bearer t' } };
const allow = { isAuthorized: true, context: { orgId: 'org_1', n: 3, list: ['a'] } };

function lambdaWith(reply: unknown) {
  return new FakeLambda({ auth: () => reply, fn: (event) => event });
}

const askedOf = (lambda: FakeLambda) => lambda.events.filter((event) => event.type === 'REQUEST');

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
describe('a REQUEST authorizer of format 2.0', () => {
  it('gets the documented event', async () => {
    const lambda = lambdaWith(allow);
    const identitySource = ['$request.header.Authorization', '$request.querystring.who', '$context.routeKey'];
    const routes = [route('GET /v1/{id}', { authorizer: authorizer({ identitySource }) })];
    const { url } = await start({ routes }, lambda, { clock: new FakeClock() });
    await fetch(`${url}/v1/7?who=me`, { headers: { authorization: 'Bearer t', cookie: 'a=1' } });
    const [asked] = lambda.events;
    expect(asked).toEqual({
      version: '2.0',
      type: 'REQUEST',
      routeArn: 'arn:aws:execute-api:eu-central-1:000000000000:api123/$default/GET/v1/7',
      identitySource: ['Bearer t', 'me', 'GET /v1/{id}'],
      routeKey: 'GET /v1/{id}',
      rawPath: '/v1/7',
      rawQueryString: 'who=me',
      cookies: ['a=1'],
      headers: expect.objectContaining({ authorization: 'Bearer t' }),
      queryStringParameters: { who: 'me' },
      requestContext: expect.objectContaining({
        apiId: 'api123',
        stage: '$default',
        time: '01/Jan/2026:00:00:00 +0000',
      }),
      pathParameters: { id: '7' },
    });
  });

  it('hands its context to the function', async () => {
    const { url } = await start({ routes: [route('GET /', { authorizer: authorizer() })] }, lambdaWith(allow));
    const event = await (await fetch(url, token)).json();
    expect(event).toHaveProperty('requestContext.authorizer', { lambda: allow.context });
  });

  it.each([
    ['missing', {}],
    ['empty', { authorization: '' }],
  ])('is not asked when an identity source is %s: 401', async (_name, headers) => {
    const lambda = lambdaWith(allow);
    const { url } = await start({ routes: [route('GET /', { authorizer: authorizer() })] }, lambda);
    const response = await fetch(url, { headers });
    expect([response.status, await response.json()]).toEqual([401, { message: 'Unauthorized' }]);
    expect(lambda.events).toEqual([]);
  });

  it('that refuses is 403 and the function is not called', async () => {
    const lambda = lambdaWith({ isAuthorized: false });
    const { url } = await start({ routes: [route('GET /', { authorizer: authorizer() })] }, lambda);
    const response = await fetch(url, token);
    expect([response.status, await response.json()]).toEqual([403, { message: 'Forbidden' }]);
    expect(lambda.events).toHaveLength(1);
  });

  it.each([
    ['no object', 'yes'],
    ['a truthy string', { isAuthorized: 'true' }],
    [
      'an IAM policy where a simple response is due',
      { principalId: 'p', policyDocument: { Version: '2012-10-17', Statement: [] } },
    ],
  ])('that replies %s is 500', async (_name, reply) => {
    const { url, log } = await start({ routes: [route('GET /', { authorizer: authorizer() })] }, lambdaWith(reply));
    const response = await fetch(url, token);
    expect([response.status, await response.json()]).toEqual([500, { message: 'Internal Server Error' }]);
    expect(log[0]?.authorizerError).toBe('The authorizer replied in an invalid format.');
  });

  it.each([
    ['Unauthorized', 401, 'Unauthorized'],
    ['anything else', 500, 'Internal Server Error'],
  ])('that throws "%s" is %i', async (errorMessage, status, message) => {
    const result: InvokeResult = { error: { errorType: 'Error', errorMessage }, kind: 'handled' };
    const { url } = await start(
      { routes: [route('GET /', { authorizer: authorizer() })] },
      { invoke: async () => result },
    );
    const response = await fetch(url, token);
    expect([response.status, await response.json()]).toEqual([status, { message }]);
  });

  it('that is throttled is 500', async () => {
    const lambda = { invoke: () => Promise.reject(new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429)) };
    const { url } = await start({ routes: [route('GET /', { authorizer: authorizer() })] }, lambda);
    expect((await fetch(url, token)).status).toBe(500);
  });

  // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
  it('has 10 seconds', async () => {
    const executionClock = new FakeClock();
    const lambda = new FakeLambda({
      auth: (_event, { signal }) =>
        new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
    });
    const { url } = await start({ routes: [route('GET /', { authorizer: authorizer() })] }, lambda, { executionClock });
    const pending = fetch(url, token);
    await vi.waitFor(() => expect(executionClock.pending).toBe(1));
    executionClock.advance(10_000);
    expect((await pending).status).toBe(500);
  });
});

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html#http-api-lambda-authorizer.caching
describe('the result cache', () => {
  const routes = [route('GET /a', { authorizer: authorizer() }), route('GET /b', { authorizer: authorizer() })];

  it('answers for the same identity on every route until its time is over', async () => {
    const clock = new FakeClock();
    const lambda = lambdaWith(allow);
    const { url } = await start({ routes }, lambda, { clock });
    for (const path of ['/a', '/b']) await fetch(url + path, token);
    expect(askedOf(lambda)).toHaveLength(1);
    await fetch(`${url}/a`, { headers: { authorization: 'Bearer other' } });
    expect(askedOf(lambda)).toHaveLength(2);
    clock.advance(300_000);
    expect((await fetch(`${url}/a`, token)).status).toBe(200);
    expect(askedOf(lambda)).toHaveLength(3);
  });

  it('keeps refusals too', async () => {
    const lambda = lambdaWith({ isAuthorized: false });
    const { url } = await start({ routes }, lambda);
    const statuses = [(await fetch(`${url}/a`, token)).status, (await fetch(`${url}/b`, token)).status];
    expect([statuses, askedOf(lambda).length]).toEqual([[403, 403], 1]);
  });

  it('keeps nothing with a TTL of zero, and no failures', async () => {
    const lambda = lambdaWith(allow);
    const { url } = await start(
      { routes: [route('GET /a', { authorizer: authorizer({ resultTtlSeconds: 0 }) })] },
      lambda,
    );
    for (let i = 0; i < 2; i++) await fetch(`${url}/a`, token);
    expect(askedOf(lambda)).toHaveLength(2);
    const broken = lambdaWith('invalid');
    const second = await start({ routes }, broken);
    for (let i = 0; i < 2; i++) await fetch(`${second.url}/a`, token);
    expect(askedOf(broken)).toHaveLength(2);
  });

  it('needs an identity source', async () => {
    await expect(
      start({ routes: [route('GET /a', { authorizer: authorizer({ identitySource: [] }) })] }, lambdaWith(1)),
    ).rejects.toThrow('Authorizer auth1 caches results and so needs an identity source.');
  });
});

describe('an IAM policy response', () => {
  const iam = (statement: object) => ({
    principalId: 'user',
    policyDocument: { Version: '2012-10-17', Statement: [statement] },
    context: { orgId: 'org_1' },
  });
  const definition = authorizer({ simpleResponses: false });
  const routes = [route('GET /a/{id}', { authorizer: definition }), route('POST /a/{id}', { authorizer: definition })];

  it('is judged for each route, from the cache as well', async () => {
    const Resource = 'arn:aws:execute-api:eu-central-1:*:api123/$default/GET/a/*';
    const lambda = lambdaWith(iam({ Action: 'execute-api:Invoke', Effect: 'Allow', Resource }));
    const { url } = await start({ routes }, lambda);
    const get = await fetch(`${url}/a/1`, token);
    expect(await get.json()).toHaveProperty('requestContext.authorizer.lambda', { orgId: 'org_1' });
    expect((await fetch(`${url}/a/1`, { ...token, method: 'POST' })).status).toBe(403);
    expect(askedOf(lambda)).toHaveLength(1);
  });

  it('that denies is 403', async () => {
    const { url } = await start(
      { routes },
      lambdaWith(iam({ Action: 'execute-api:Invoke', Effect: 'Deny', Resource: '*' })),
    );
    expect((await fetch(`${url}/a/1`, token)).status).toBe(403);
  });
});

it.each(['$stageVariables.x', '$context.unknown', 'method.request.header.A'])(
  'the identity source %s is refused by name',
  async (source) => {
    const routes = [route('GET /', { authorizer: authorizer({ identitySource: [source] }) })];
    await expect(start({ routes }, lambdaWith(1))).rejects.toThrow(`The identity source "${source}" is not supported.`);
  },
);
