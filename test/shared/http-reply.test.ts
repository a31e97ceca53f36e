import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { Reply } from '../../shared/route.ts';
import { authenticated, httpEvent, problemOf } from './http-event.ts';
import { imageBytes, thingsApi } from './things-api.ts';

const get = (headers: Record<string, string> = {}) =>
  httpEvent({ routeKey: 'GET /v1/things/{id}', params: { id: 'abc' }, authorizer: authenticated(), headers });

test('a read has a strong ETag of its bytes, the same for the same bytes', async () => {
  const { call } = thingsApi();
  const [one, two] = [await call(get()), await call(get())];
  expect(one.headers?.etag).toMatch(/^"[\w-]{22}"$/);
  expect(two.headers?.etag).toBe(one.headers?.etag);
  const other = thingsApi({ getThing: async () => ({ id: 'other', orgId: 'o' }) });
  expect((await other.call(get())).headers?.etag).not.toBe(one.headers?.etag);
});

// https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2
test.each([
  ['the tag', (tag: string) => tag],
  ['the tag, weakened by a proxy', (tag: string) => `W/${tag}`],
  ['a list with the tag', (tag: string) => `"other", ${tag}`],
  ['any', () => '*'],
])('a client that has %s gets 304 without a body', async (_, ifNoneMatch) => {
  const { call } = thingsApi();
  const tag = String((await call(get())).headers?.etag);
  const result = await call(get({ 'if-none-match': ifNoneMatch(tag) }));
  expect(result).toMatchObject({ statusCode: 304, headers: { etag: tag, 'x-request-id': 'request-1' } });
  expect(result.body).toBeUndefined();
});

test('a client that has another version gets this one', async () => {
  expect((await thingsApi().call(get({ 'if-none-match': '"other"' }))).statusCode).toBe(200);
});

test('the ETag of a verb counts', async () => {
  const { call } = thingsApi({ getThing: async () => new Reply({ id: 'abc', orgId: 'o' }, { etag: '"v7"' }) });
  expect((await call(get())).headers?.etag).toBe('"v7"');
  expect((await call(get({ 'if-none-match': '"v7"' }))).statusCode).toBe(304);
});

test('an error has no ETag and is never "not modified"', async () => {
  const { call } = thingsApi({ getThing: () => Promise.reject(new AppError('not_found', 'None.')) });
  const result = await call(get({ 'if-none-match': '*' }));
  expect(result.statusCode).toBe(404);
  expect(result.headers).not.toHaveProperty('etag');
});

test('a deletion has no body, a page its own headers, an image its bytes, a redirect its target', async () => {
  const { call } = thingsApi();
  const ask = (routeKey: string) => call(httpEvent({ routeKey }));
  const removal = { routeKey: 'DELETE /v1/things/{id}', params: { id: 'abc' }, authorizer: authenticated() };
  const removed = await call(httpEvent(removal));
  expect(removed).toMatchObject({ statusCode: 204, headers: { 'cache-control': 'no-store' } });
  expect(removed.body).toBeUndefined();
  expect(await ask('GET /page')).toMatchObject({
    ...{ statusCode: 200, body: '<p>hello</p>', headers: { 'content-type': 'text/html', 'cache-control': 'no-store' } },
  });
  const image = await ask('GET /image');
  expect(image).toMatchObject({ isBase64Encoded: true, headers: { 'content-type': 'image/png' } });
  expect(Buffer.from(image.body ?? '', 'base64')).toEqual(imageBytes);
  expect(await ask('GET /elsewhere')).toMatchObject({
    statusCode: 302,
    headers: { location: 'https://elsewhere.example/' },
  });
});

test('a page of another status than its route has says so, and is never "not modified"', async () => {
  const { call } = thingsApi({ page: async () => new Reply('<p>no</p>', { 'content-type': 'text/html' }, 400) });
  const refused = await call(httpEvent({ routeKey: 'GET /page', headers: { 'if-none-match': '*' } }));
  expect(refused).toMatchObject({ statusCode: 400, body: '<p>no</p>' });
  expect(refused.headers).not.toHaveProperty('etag');
});

test('what a person reads is not kept by shared caches, and what they write not at all', async () => {
  const { call } = thingsApi();
  expect((await call(get())).headers).toMatchObject({ 'cache-control': 'private, no-cache' });
  const made = await call(httpEvent({ routeKey: 'POST /v1/things', body: { name: 'n' }, authorizer: authenticated() }));
  expect(made).toMatchObject({ statusCode: 201, headers: { 'cache-control': 'no-store' } });
});

const named = (name: string) => Object.assign(new Error('slow down'), { name });
const conflict = new TransactionCanceledException({
  ...{ message: 'cancelled', $metadata: {}, CancellationReasons: [{ Code: 'TransactionConflict' }] },
});

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
test.each([
  named('ProvisionedThroughputExceededException'),
  named('RequestLimitExceeded'),
  named('ThrottlingException'),
  named('TransactionInProgressException'),
  named('TransactionConflictException'),
  conflict,
])('%s is a 503 that says when to come back', async (error) => {
  const result = await thingsApi({ getThing: () => Promise.reject(error) }).call(get());
  expect(problemOf(result)).toMatchObject({ status: 503, code: 'unavailable' });
  expect(result.headers).toMatchObject({ 'retry-after': '2' });
});

test('the fields and headers of an error reach the client', async () => {
  const errors = [{ path: 'body.name', message: 'Taken' }];
  const error = new AppError('validation_failed', 'body.name: Taken', { errors, headers: { 'retry-after': '9' } });
  const result = await thingsApi({ getThing: () => Promise.reject(error) }).call(get());
  expect(problemOf(result)).toMatchObject({ status: 422, errors });
  expect(result.headers).toMatchObject({ 'retry-after': '9' });
});
