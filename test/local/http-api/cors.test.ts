import { afterEach, describe, expect, it } from 'vitest';
import type { CorsDefinition } from '../../../local/http-api/definition.ts';
import { authorizer, closeAll, FakeLambda, route, start } from './fixture.ts';

afterEach(closeAll);

const cors: CorsDefinition = {
  allowOrigins: ['https://app.example.com'],
  allowMethods: ['GET', 'POST'],
  allowHeaders: ['authorization'],
  exposeHeaders: ['x-request-id'],
  allowCredentials: true,
  maxAgeSeconds: 300,
};
const origin = 'https://app.example.com';
const reply = {
  statusCode: 200,
  headers: { 'Access-Control-Allow-Origin': 'https://evil.example', 'access-control-max-age': '1' },
  body: 'ok',
};

function corsHeaders(response: Response): Record<string, string> {
  return Object.fromEntries([...response.headers].filter(([name]) => name.startsWith('access-control-')));
}

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
describe('a preflight', () => {
  const preflight = { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } };

  it('is answered by the gateway, without authorizer and function', async () => {
    const lambda = new FakeLambda({});
    const { url } = await start({ cors, routes: [route('ANY /{proxy+}', { authorizer: authorizer() })] }, lambda);
    const response = await fetch(`${url}/a`, preflight);
    expect(response.status).toBe(204);
    expect(corsHeaders(response)).toEqual({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET,POST',
      'access-control-allow-headers': 'authorization',
      'access-control-max-age': '300',
    });
    expect(lambda.events).toEqual([]);
  });

  it('from an origin that is not allowed gets no CORS headers', async () => {
    const { url } = await start({ cors }, new FakeLambda({}));
    const response = await fetch(url, {
      ...preflight,
      headers: { ...preflight.headers, origin: 'https://other.example' },
    });
    expect([response.status, corsHeaders(response)]).toEqual([204, {}]);
  });

  it('is an ordinary request to an API without CORS, as is an OPTIONS that is no preflight', async () => {
    const lambda = new FakeLambda({ fn: () => 'mine' });
    const without = await start({}, lambda);
    expect(await (await fetch(without.url, preflight)).text()).toBe('mine');
    const withCors = await start({ cors }, lambda);
    expect(await (await fetch(withCors.url, { method: 'OPTIONS', headers: { origin } })).text()).toBe('mine');
  });
});

describe('a CORS request', () => {
  it("gets the gateway's headers in place of the function's", async () => {
    const { url } = await start({ cors }, new FakeLambda({ fn: () => reply }));
    expect(corsHeaders(await fetch(url, { headers: { origin } }))).toEqual({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': 'x-request-id',
    });
  });

  it('gets them on refusals too, so that a browser can read the reason', async () => {
    const { url } = await start({ cors, routes: [] }, new FakeLambda({}));
    const response = await fetch(url, { headers: { origin } });
    expect([response.status, corsHeaders(response)['access-control-allow-origin']]).toEqual([404, origin]);
  });

  it.each([
    ['*', 'http://a.example', '*'],
    ['https://*', 'https://a.example', 'https://a.example'],
    ['https://*', 'http://a.example', undefined],
    ['https://b.example', 'https://a.example', undefined],
  ])('with %s allowed and from %s is answered %s', async (allowed, from, expected) => {
    const definition = { ...cors, allowOrigins: [allowed], allowCredentials: false };
    const { url } = await start({ cors: definition }, new FakeLambda({ fn: () => reply }));
    expect(corsHeaders(await fetch(url, { headers: { origin: from } }))['access-control-allow-origin']).toBe(expected);
  });

  it('without an origin gets none, and none from the function', async () => {
    const { url } = await start({ cors }, new FakeLambda({ fn: () => reply }));
    expect(corsHeaders(await fetch(url))).toEqual({});
  });

  it('to an API without CORS keeps what the function says', async () => {
    const { url } = await start({}, new FakeLambda({ fn: () => reply }));
    expect(corsHeaders(await fetch(url, { headers: { origin } }))['access-control-allow-origin']).toBe(
      'https://evil.example',
    );
  });
});
