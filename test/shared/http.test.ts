import { expect, test } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { httpHandler } from '../../shared/http.ts';
import { FakeLog } from './fake-log.ts';
import { authenticated, bodyOf, httpEvent, problemOf } from './http-event.ts';
import { thingsApi, thingsContract } from './things-api.ts';

const get = (change: object = {}) =>
  httpEvent({ routeKey: 'GET /v1/things/{id}', params: { id: 'abc' }, authorizer: authenticated(), ...change });

test('a reply leaves through its schema: what the contract does not name stays inside', async () => {
  const { call } = thingsApi();
  expect(bodyOf(await call(get()))).toEqual({ id: 'abc', orgId: 'org_1' });
  const list = await call(httpEvent({ routeKey: 'GET /v1/things', authorizer: authenticated() }));
  expect(bodyOf(list)).toEqual({ items: [{ id: 'a', orgId: 'org_1' }] });
});

test('every reply names its request and is safe to sniff at', async () => {
  const { call } = thingsApi();
  for (const event of [
    get(),
    get({ authorizer: undefined }),
    get({ params: { id: '' } }),
    httpEvent({ routeKey: 'GET /page' }),
  ]) {
    expect((await call(event)).headers).toMatchObject({
      'x-request-id': 'request-1',
      'x-content-type-options': 'nosniff',
      'strict-transport-security': expect.stringContaining('max-age='),
    });
  }
});

test('without an id from API Gateway the request has that of the invocation', async () => {
  const event = get();
  const result = await thingsApi().call(
    { ...event, requestContext: { ...event.requestContext, requestId: '' } },
    { awsRequestId: 'invocation-1' },
  );
  expect(result.headers).toMatchObject({ 'x-request-id': 'invocation-1' });
});

test('an error is a problem whose type leads to its heading in the reference', async () => {
  const result = await thingsApi().call(get({ authorizer: undefined }));
  expect(result.headers).toMatchObject({
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'www-authenticate': 'Bearer realm="odavl"',
  });
  expect(problemOf(result)).toEqual({
    type: 'https://api.example/docs#error-unauthenticated',
    title: 'Authentication required',
    status: 401,
    code: 'unauthenticated',
    detail: expect.any(String),
    requestId: 'request-1',
  });
});

test('shape comes before who, who before may they, may they before the verb', async () => {
  let calls = 0;
  const { call } = thingsApi({
    getThing: async () => {
      calls += 1;
      throw new AppError('not_found', 'None.');
    },
  });
  const codeOf = async (change: object) => problemOf(await call(get(change))).code;
  const powerless = authenticated({ permissions: 'tasks:read' });
  expect(await codeOf({ params: { id: 'x' }, authorizer: undefined })).toBe('validation_failed');
  expect(await codeOf({ authorizer: { outcome: 'rejected', reason: 'Expired.' } })).toBe('invalid_token');
  expect(await codeOf({ authorizer: powerless })).toBe('forbidden');
  expect(calls).toBe(0);
  expect(await codeOf({})).toBe('not_found');
});

test('an authenticated route needs a credential and no permission', async () => {
  const { call } = thingsApi();
  const list = (authorizer: unknown) => call(httpEvent({ routeKey: 'GET /v1/things', authorizer }));
  expect((await list(authenticated({ permissions: '' }))).statusCode).toBe(200);
  expect((await list(undefined)).statusCode).toBe(401);
});

test('a route that the service does not have is a 404 problem', async () => {
  const result = await thingsApi().call(httpEvent({ routeKey: 'GET /v1/nothing' }));
  expect(problemOf(result)).toMatchObject({ code: 'not_found', detail: 'There is no GET /v1/nothing.' });
});

test('an unexpected error is a 500 that tells nothing, and is logged with the request id', async () => {
  const cause = new TypeError('the password of the database is hunter2');
  const { call, log } = thingsApi({ getThing: () => Promise.reject(cause) });
  const result = await call(get());
  expect(problemOf(result)).toMatchObject({ code: 'internal_error', status: 500 });
  expect(JSON.stringify(result)).not.toContain('hunter2');
  expect(log.errors).toEqual([
    { level: 'error', message: 'request failed', error: cause, fields: { requestId: 'request-1' } },
  ]);
});

test('a reply that does not fit its own contract is our error, not the client’s to see', async () => {
  const { call } = thingsApi({ getThing: async () => JSON.parse('{"id":1}') });
  expect(problemOf(await call(get()))).toMatchObject({ code: 'internal_error' });
});

test('an error of a client is not an error of ours in the log', async () => {
  const { call, log } = thingsApi();
  await call(get({ authorizer: undefined }));
  expect(log.lines).toEqual([]);
});

test('a contract without a handler, or with idempotent routes and no store, does not start', () => {
  const kit = { apiUrl: 'https://api.example', log: new FakeLog(), now: () => 0 };
  const { makeThing } = thingsContract;
  const handlers = { makeThing: async () => ({ id: '', orgId: '', secret: '' }) };
  expect(() => httpHandler({ makeThing }, JSON.parse('{}'), kit)).toThrow('No handler for the route makeThing');
  expect(() => httpHandler({ makeThing }, handlers, kit)).toThrow('makeThing is idempotent');
});

test('a caller that names no browser is served', async () => {
  const event = get();
  const { http } = event.requestContext;
  const silent = JSON.parse(
    JSON.stringify({ ...event, requestContext: { ...event.requestContext, http: { ...http, userAgent: undefined } } }),
  );
  expect((await thingsApi().call(silent)).statusCode).toBe(200);
});
