import { afterEach, describe, expect, it, vi } from 'vitest';
import { AwsError } from '../../../local/aws/service.ts';
import { FakeClock } from '../fake-clock.ts';
import { closeAll, FakeLambda, raw, route, start } from './fixture.ts';

afterEach(closeAll);

const ok = new FakeLambda({ fn: () => ({ statusCode: 200, body: 'ok' }) });

async function messageOf(response: Response): Promise<unknown> {
  expect(response.headers.get('content-type')).toBe('application/json');
  return response.json();
}

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
describe('the event of payload format 2.0', () => {
  it('has exactly the documented shape', async () => {
    const lambda = new FakeLambda({ fn: () => 'ok' });
    const clock = new FakeClock();
    const { url } = await start({ routes: [route('POST /v1/tasks/{id}')] }, lambda, { clock });
    const response = await fetch(`${url}/v1/tasks/a%20b?x=1&x=2&y=a%2Fb`, {
      method: 'POST',
      headers: { cookie: 'a=1; b=2', 'X-Two': 'v', 'content-type': 'application/json', 'user-agent': 'test' },
      body: '{"n":1}',
    });
    expect(response.status).toBe(200);
    const port = new URL(url).port;
    const requestId = response.headers.get('apigw-requestid');
    expect(requestId).toMatch(/^[\w-]{15}=$/);
    expect(lambda.events).toEqual([
      {
        version: '2.0',
        routeKey: 'POST /v1/tasks/{id}',
        rawPath: '/v1/tasks/a b',
        rawQueryString: 'x=1&x=2&y=a%2Fb',
        cookies: ['a=1', 'b=2'],
        headers: expect.objectContaining({
          host: `localhost:${port}`,
          'x-two': 'v',
          'content-type': 'application/json',
          'content-length': '7',
          'x-forwarded-for': '127.0.0.1',
          'x-forwarded-proto': 'http',
          'x-forwarded-port': port,
          'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
        }),
        queryStringParameters: { x: '1,2', y: 'a/b' },
        requestContext: {
          accountId: '000000000000',
          apiId: 'api123',
          domainName: 'localhost',
          domainPrefix: 'localhost',
          http: {
            method: 'POST',
            path: '/v1/tasks/a b',
            protocol: 'HTTP/1.1',
            sourceIp: '127.0.0.1',
            userAgent: 'test',
          },
          requestId,
          routeKey: 'POST /v1/tasks/{id}',
          stage: '$default',
          time: '01/Jan/2026:00:00:00 +0000',
          timeEpoch: Date.UTC(2026, 0, 1),
        },
        pathParameters: { id: 'a b' },
        body: '{"n":1}',
        isBase64Encoded: false,
      },
    ]);
    expect(lambda.events[0]?.headers).not.toHaveProperty('cookie');
    expect(lambda.events[0]?.headers).not.toHaveProperty('connection');
  });

  it('leaves out what a request does not have', async () => {
    const lambda = new FakeLambda({ fn: () => 'ok' });
    const { url } = await start({}, lambda);
    await fetch(url);
    for (const name of ['cookies', 'queryStringParameters', 'pathParameters', 'body'])
      expect(lambda.events[0]).not.toHaveProperty(name);
    expect(lambda.events[0]).toMatchObject({ rawPath: '/', rawQueryString: '', isBase64Encoded: false });
    expect(lambda.events[0]?.requestContext).not.toHaveProperty('authorizer');
  });

  it('joins headers that come twice with a comma', async () => {
    const lambda = new FakeLambda({ fn: () => 'ok' });
    const { url } = await start({}, lambda);
    await raw(
      url,
      'GET / HTTP/1.1\r\nHost: h\r\nX-A: 1\r\nx-a: 2\r\nCookie: a=1\r\nCookie: b=2\r\nConnection: close\r\n\r\n',
    );
    expect(lambda.events[0]).toMatchObject({ headers: { 'x-a': '1,2' }, cookies: ['a=1', 'b=2'] });
  });

  it.each([
    ['text/plain; charset=utf-8', false],
    ['application/json', false],
    ['application/octet-stream', true],
    ['application/x-www-form-urlencoded', true],
  ])('has a body of %s with isBase64Encoded %s', async (type, isBase64Encoded) => {
    const lambda = new FakeLambda({ fn: () => 'ok' });
    const { url } = await start({}, lambda);
    await fetch(url, { method: 'POST', headers: { 'content-type': type }, body: 'a=é' });
    const body = isBase64Encoded ? Buffer.from('a=é').toString('base64') : 'a=é';
    expect(lambda.events[0]).toMatchObject({ body, isBase64Encoded });
  });
});

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html#http-api-develop-integrations-lambda.v2
describe('the reply of format 2.0', () => {
  it.each([
    ['a string', 'Hello from Lambda!', 'Hello from Lambda!'],
    ['an object', { message: 'Hello' }, '{"message":"Hello"}'],
    ['null', null, 'null'],
  ])('is inferred from %s as JSON with 200', async (_name, value, body) => {
    const { url } = await start({}, new FakeLambda({ fn: () => value }));
    const response = await fetch(url);
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      200,
      'application/json',
      body,
    ]);
  });

  it('carries status, headers, cookies and a binary body', async () => {
    const reply = {
      statusCode: 201,
      headers: { 'Content-Type': 'image/png', 'X-N': 3, 'Content-Length': '999', Connection: 'close' },
      cookies: ['a=1; Path=/', 'b=2'],
      body: Buffer.from([0, 255]).toString('base64'),
      isBase64Encoded: true,
    };
    const { url } = await start({}, new FakeLambda({ fn: () => reply }));
    const response = await fetch(url);
    expect(response.status).toBe(201);
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(response.headers.get('x-n')).toBe('3');
    expect(response.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2']);
    expect(response.headers.get('content-length')).toBe('2');
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([0, 255]));
  });

  it('is plain text when the function names no type', async () => {
    const { url } = await start({}, ok);
    expect((await fetch(url)).headers.get('content-type')).toBe('text/plain;charset=UTF-8');
  });

  it.each([
    ['a status that is none', { statusCode: 'x' }],
    ['a body that is no string', { statusCode: 200, body: { a: 1 } }],
    ['a header value of two lines', { statusCode: 200, headers: { a: 'b\r\nc: d' } }],
  ])('is 500 for %s', async (_name, reply) => {
    const { url, log } = await start({}, new FakeLambda({ fn: () => reply }));
    const response = await fetch(url);
    expect(response.status).toBe(500);
    expect(await messageOf(response)).toEqual({ message: 'Internal Server Error' });
    expect(log[0]?.integrationError).toContain('payload format 2.0');
  });

  it('has no body for HEAD, but its length', async () => {
    const { url } = await start({ routes: [route('ANY /')] }, ok);
    const response = await fetch(url, { method: 'HEAD' });
    expect([response.status, response.headers.get('content-length'), await response.text()]).toEqual([200, '2', '']);
  });
});

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-lambda.html
describe('what goes wrong', () => {
  it('is 404 without a route', async () => {
    const { url } = await start({ routes: [route('GET /a')] }, ok);
    const response = await fetch(`${url}/b`);
    expect([response.status, await messageOf(response)]).toEqual([404, { message: 'Not Found' }]);
  });

  it('is 500 for a function error, whose text stays inside', async () => {
    const lambda = {
      invoke: async () => ({ error: { errorType: 'E', errorMessage: 'secret' }, kind: 'handled' as const }),
    };
    const { url, log } = await start({}, lambda);
    const response = await fetch(url);
    expect([response.status, await messageOf(response)]).toEqual([500, { message: 'Internal Server Error' }]);
    expect(log[0]).toMatchObject({ status: 500, integrationError: 'secret', routeKey: '$default' });
  });

  it.each([
    ['TooManyRequestsException', 503, 'Service Unavailable'],
    ['RequestTooLargeException', 413, 'Request Entity Too Large'],
    ['ResourceNotFoundException', 500, 'Internal Server Error'],
  ])('is, for %s of the Invoke API, %i', async (code, status, message) => {
    const lambda = { invoke: () => Promise.reject(new AwsError(code, 'x')) };
    const { url } = await start({}, lambda);
    const response = await fetch(url);
    expect([response.status, await messageOf(response)]).toEqual([status, { message }]);
  });

  // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
  it('is 503 when the integration takes longer than its timeout, at most 30 s', async () => {
    const executionClock = new FakeClock();
    const lambda = new FakeLambda({
      fn: (_event, { signal }) =>
        new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
    });
    const { url } = await start({ routes: [route('GET /', { timeoutMs: 99_000 })] }, lambda, { executionClock });
    const pending = fetch(url);
    await vi.waitFor(() => expect(executionClock.pending).toBe(1));
    executionClock.advance(30_000);
    const response = await pending;
    expect([response.status, await messageOf(response)]).toEqual([503, { message: 'Service Unavailable' }]);
  });

  it('is 500 and reported when the gateway itself fails', async () => {
    const { url, errors } = await start({}, { invoke: () => Promise.reject(new Error('bug')) });
    expect((await fetch(url)).status).toBe(500);
    expect(errors).toEqual([expect.objectContaining({ message: 'bug' })]);
  });
});

describe('the stage', () => {
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
  it('answers 429 beyond its burst until the bucket fills again', async () => {
    const clock = new FakeClock();
    const { url } = await start({ throttling: { rateLimit: 1, burstLimit: 2 } }, ok, { clock });
    const statuses = async (count: number) => {
      const seen: number[] = [];
      for (let i = 0; i < count; i++) seen.push((await fetch(url)).status);
      return seen;
    };
    expect(await statuses(3)).toEqual([200, 200, 429]);
    expect(await messageOf(await fetch(url))).toEqual({ message: 'Too Many Requests' });
    clock.advance(1000);
    expect(await statuses(2)).toEqual([200, 429]);
  });

  it('logs every request', async () => {
    const { url, log } = await start({ routes: [route('GET /a')] }, ok);
    const response = await fetch(`${url}/a?q=1`);
    expect(log).toEqual([
      {
        requestId: response.headers.get('apigw-requestid'),
        receivedAt: expect.any(Number),
        sourceIp: '127.0.0.1',
        method: 'GET',
        path: '/a?q=1',
        status: 200,
        responseBytes: 2,
        durationMs: expect.any(Number),
        routeKey: 'GET /a',
      },
    ]);
  });

  it('lets the runtime answer a request itself', async () => {
    const { url } = await start({}, ok, {
      intercept: (request) =>
        request.path === '/_local'
          ? { status: 200, headers: { 'content-type': 'text/html' }, body: 'page' }
          : undefined,
    });
    expect(await (await fetch(`${url}/_local`)).text()).toBe('page');
    expect(await (await fetch(`${url}/other`)).text()).toBe('ok');
  });
});
