import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { httpHandler } from '../../shared/http.ts';
import type { HttpResult } from '../../shared/http-reply.ts';
import { newId } from '../../shared/id.ts';
import { createIdempotency } from '../../shared/idempotency.ts';
import { createRateLimiter, type RateLimiter } from '../../shared/rate-limit.ts';
import { FakeLog } from './fake-log.ts';
import { authenticated, HttpReply, httpEvent, problemOf } from './http-event.ts';
import { start } from './make-context.ts';
import { parseStructuredList } from './structured-list.ts';
import { startTables, type Tables } from './table.ts';
import { thingsApi, thingsContract } from './things-api.ts';

let tables: Tables;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

/** The things of one organization whose key may do three requests a minute. */
function limitedApi(change: Parameters<typeof thingsApi>[0] = {}) {
  const clock = { now: start };
  const limits = createRateLimiter(tables.client, 'store');
  const idempotency = createIdempotency(tables.table);
  const { call, log } = thingsApi(change, { limits, idempotency, now: () => clock.now });
  const verdict = { orgId: newId('organization', start), actorType: 'api-key', actorId: 'key_1', burstPerMinute: '3' };
  const ask = (routeKey: string, more: object = {}, also: object = {}) =>
    call(httpEvent({ routeKey, params: { id: 'abc' }, authorizer: authenticated({ ...verdict, ...also }), ...more }));
  return { ask, clock, log };
}

function limitsOf(result: HttpResult) {
  const { headers } = HttpReply.parse(result);
  return {
    policy: parseStructuredList(headers['ratelimit-policy'] ?? ''),
    left: parseStructuredList(headers.ratelimit ?? '').map(({ parameters }) => parameters.r),
  };
}

const read = 'GET /v1/things/{id}';
const make = { body: { name: 'x' }, params: {} };

test('every reply of a protected route says what is left, and the one too many is a 429', async () => {
  const { ask, clock } = limitedApi();
  const [first, second, third, fourth] = [await ask(read), await ask(read), await ask(read), await ask(read)];
  expect(limitsOf(first)).toEqual({
    policy: [
      { value: 'burst', parameters: { q: 3, w: 60 } },
      { value: 'month', parameters: { q: 100_000, w: 30 * 86_400 } },
    ],
    left: [2, 99_999],
  });
  expect([limitsOf(second).left, limitsOf(third).left]).toEqual([
    [1, 99_998],
    [0, 99_997],
  ]);
  expect(problemOf(fourth)).toMatchObject({ status: 429, code: 'rate_limited', requestId: 'request-1' });
  expect(fourth.headers).toMatchObject({ 'retry-after': '20', 'content-type': 'application/problem+json' });
  expect(limitsOf(fourth).left).toEqual([0, 99_997]);
  clock.now += 19_999;
  expect((await ask(read)).statusCode).toBe(429);
  clock.now += 1;
  expect((await ask(read)).statusCode).toBe(200);
});

test('a refused request reaches no verb', async () => {
  let calls = 0;
  const { ask } = limitedApi({
    makeThing: async () => {
      calls += 1;
      return { id: '', orgId: '', secret: '' };
    },
  });
  for (let at = 0; at < 5; at += 1) await ask('POST /v1/things', make);
  expect(calls).toBe(3);
});

test('an error of the verb carries the fields, also one that nobody expected', async () => {
  const known = limitedApi({ getThing: () => Promise.reject(new AppError('not_found', 'No.')) });
  expect(limitsOf(await known.ask(read)).left).toEqual([2, 99_999]);
  const unknown = limitedApi({ getThing: () => Promise.reject(new Error('boom')) });
  const result = await unknown.ask(read);
  expect([result.statusCode, limitsOf(result).left]).toEqual([500, [2, 99_999]]);
});

test('a reply without content and one that the client has already carry them', async () => {
  const { ask } = limitedApi();
  const removed = await ask('DELETE /v1/things/{id}');
  expect([removed.statusCode, limitsOf(removed).left[0]]).toEqual([204, 2]);
  const { etag = '' } = HttpReply.parse(await ask(read)).headers;
  const unchanged = await ask(read, { headers: { 'if-none-match': etag } });
  expect([unchanged.statusCode, limitsOf(unchanged).left[0]]).toEqual([304, 0]);
});

test('a replayed reply says what is left now, and is paid for', async () => {
  const { ask } = limitedApi();
  const headers = { 'idempotency-key': 'once', 'content-type': 'application/json' };
  const first = await ask('POST /v1/things', { ...make, headers });
  const again = await ask('POST /v1/things', { ...make, headers });
  expect(again.headers).toMatchObject({ 'idempotency-replayed': 'true' });
  expect(again.body).toBe(first.body);
  expect([limitsOf(first).left[0], limitsOf(again).left[0]]).toEqual([2, 1]);
});

test('what is malformed, not authenticated or not permitted takes nothing and says nothing', async () => {
  const { ask } = limitedApi();
  const refused = [
    await ask(read, { params: { id: '' } }),
    await ask(read, { authorizer: undefined }),
    await ask(read, {}, { permissions: '' }),
  ];
  expect(refused.map(({ statusCode }) => statusCode)).toEqual([422, 401, 403]);
  expect(refused.filter(({ headers }) => headers && 'ratelimit' in headers)).toEqual([]);
  expect(limitsOf(await ask(read)).left[0]).toBe(2);
});

test('public routes have no limit of this kind', async () => {
  const { ask } = limitedApi();
  for (let at = 0; at < 5; at += 1) {
    const page = await ask('GET /page', { authorizer: undefined, params: {} });
    expect(page.statusCode).toBe(200);
    expect(page.headers).not.toHaveProperty('ratelimit');
  }
});

test('a route’s cost is what it takes', async () => {
  const contract = { getThing: { ...thingsContract.getThing, cost: 20 } };
  const kit = { apiUrl: 'https://api.example', log: new FakeLog(), now: () => start };
  const limits = createRateLimiter(tables.client, 'store');
  const handlers = { getThing: async () => ({ id: '', orgId: '' }) };
  const call = httpHandler(contract, handlers, { ...kit, limits });
  const authorizer = authenticated({ orgId: newId('organization', start) });
  const ask = () => call(httpEvent({ routeKey: read, params: { id: 'abc' }, authorizer }));
  const answers = [await ask(), await ask(), await ask(), await ask()];
  expect(answers.map((answer) => limitsOf(answer).left)).toEqual([
    [40, 99_980],
    [20, 99_960],
    [0, 99_940],
    [0, 99_940],
  ]);
  expect(answers[3]?.headers).toMatchObject({ 'retry-after': '20' });
});

test('a contract with protected routes does not start without a limiter', () => {
  const { getThing } = thingsContract;
  const kit = { apiUrl: 'https://api.example', log: new FakeLog(), now: () => 0 };
  expect(() => httpHandler({ getThing }, { getThing: async () => ({ id: '', orgId: '' }) }, kit)).toThrow(
    'getThing is protected, but there is no rate limit.',
  );
});

describe('while the table of limits is down', () => {
  const down: RateLimiter = { tableName: 'limits', take: () => Promise.reject(new Error('no table')) };
  const ask = async (routeKey: string, more: object = {}) => {
    const { call, log } = thingsApi({}, { limits: down });
    const result = await call(httpEvent({ routeKey, params: { id: 'abc' }, authorizer: authenticated(), ...more }));
    return { result, log };
  };

  test('reads pass, say nothing of limits, and are counted once each', async () => {
    const { result, log } = await ask(read);
    expect(result.statusCode).toBe(200);
    expect(result.headers).not.toHaveProperty('ratelimit');
    const fields = { TableName: 'limits', requestId: 'request-1' };
    expect(log.lines).toEqual([
      { level: 'error', message: 'RateLimiterUnavailable', error: new Error('no table'), fields },
    ]);
  });

  test.each([
    ['POST /v1/things', make],
    ['DELETE /v1/things/{id}', {}],
  ])('%s is refused with 503, and counted once', async (routeKey, more) => {
    const { result, log } = await ask(routeKey, more);
    expect(problemOf(result)).toMatchObject({ status: 503, code: 'unavailable' });
    expect(result.headers).toMatchObject({ 'retry-after': '5' });
    expect(log.lines.filter(({ message }) => message === 'RateLimiterUnavailable')).toHaveLength(1);
  });

  test('public routes do not notice', async () => {
    expect((await ask('GET /page', { params: {}, authorizer: undefined })).result.statusCode).toBe(200);
  });
});
