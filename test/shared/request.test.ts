import { expect, test } from 'vitest';
import * as z from 'zod';
import { maxBodyBytes, parseRequest } from '../../shared/request.ts';
import { pageQuery, route } from '../../shared/route.ts';
import { type Asked, httpEvent } from './http-event.ts';

const thing = route({
  method: 'POST',
  path: '/v1/things/{id}',
  summary: 'Make a thing',
  access: 'public',
  params: z.strictObject({ id: z.string().min(3) }),
  query: z.strictObject(pageQuery),
  body: z.strictObject({ name: z.string(), tags: z.array(z.string()).optional(), nested: z.unknown().optional() }),
  reply: { status: 204, description: 'Done.' },
});

const parse = (asked: Partial<Asked>) =>
  parseRequest(
    thing,
    httpEvent({ routeKey: 'POST /v1/things/{id}', params: { id: 'abc' }, body: { name: 'n' }, ...asked }),
  );
const refusal = (asked: Partial<Asked>): unknown => {
  try {
    return parse(asked);
  } catch (error) {
    return error;
  }
};

test('a good request is parsed, with defaults', () => {
  expect(parse({ query: { limit: '5' } })).toEqual({
    ...{ params: { id: 'abc' }, query: { limit: 5 }, body: { name: 'n' } },
  });
  expect(parse({})).toMatchObject({ query: { limit: 20 } });
});

test('a base64 body is the same body', () => {
  const body = Buffer.from('{"name":"ü"}').toString('base64');
  expect(parse({ body, isBase64Encoded: true })).toMatchObject({ body: { name: 'ü' } });
});

test.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON', 'application/merge-patch+json'])(
  '%s is JSON',
  (type) => {
    expect(parse({ headers: { 'content-type': type } })).toMatchObject({ body: { name: 'n' } });
  },
);

test.each(['text/plain', 'application/jsonp', 'multipart/form-data', ''])('%s is not JSON', (type) => {
  expect(refusal({ headers: { 'content-type': type } })).toMatchObject({ code: 'unsupported_media_type', status: 415 });
});

test('malformed JSON is a 400 that says where', () => {
  expect(refusal({ body: '{"name":' })).toMatchObject({
    ...{ code: 'malformed_request', status: 400, errors: [{ path: 'body' }] },
  });
});

test('a body may be 32 levels deep and not one more, however deep it goes', () => {
  const nested = (levels: number) => `{"name":"n","nested":${'['.repeat(levels)}${']'.repeat(levels)}}`;
  expect(parse({ body: nested(32) })).toMatchObject({ body: { name: 'n' } });
  for (const levels of [33, 100_000]) {
    expect(refusal({ body: nested(levels) })).toMatchObject({ code: 'malformed_request', status: 400 });
  }
});

test('a body is measured in bytes', () => {
  const filled = (text: string, times: number) => `{"name":"${text.repeat(times)}"}`;
  expect(parse({ body: filled('a', maxBodyBytes - 11) })).toBeDefined();
  expect(refusal({ body: filled('a', maxBodyBytes - 10) })).toMatchObject({ code: 'payload_too_large', status: 413 });
  expect(refusal({ body: filled('ü', maxBodyBytes / 2) })).toMatchObject({ code: 'payload_too_large' });
});

test('all wrong fields are named at once, each with its place', () => {
  const error = refusal({ params: { id: 'x' }, query: { limit: '0', page: '2' }, body: { name: 1, admin: true } });
  expect(error).toMatchObject({ code: 'validation_failed', status: 422 });
  const paths = error instanceof Error && 'errors' in error ? error.errors : [];
  expect(paths).toEqual([
    { path: 'params.id', message: expect.any(String) },
    { path: 'query.limit', message: expect.any(String) },
    { path: 'query.page', message: 'Unknown field' },
    { path: 'body.name', message: expect.any(String) },
    { path: 'body.admin', message: 'Unknown field' },
  ]);
});

test.each([
  ['items', `{"name":"n","tags":[${'1,'.repeat(100_000)}1]}`],
  ['fields', `{${Array.from({ length: 20_000 }, (_, at) => `"f${at}":1`).join(',')}}`],
])('a body of very many wrong %s gets a short reply', (_, body) => {
  const error = refusal({ body });
  expect(error).toMatchObject({ code: 'validation_failed', errors: { length: 50 } });
});

test('a field named __proto__ is an unknown field like any other', () => {
  expect(refusal({ body: '{"name":"n","__proto__":{"admin":true}}' })).toMatchObject({
    ...{ code: 'validation_failed', errors: [{ path: 'body.__proto__', message: 'Unknown field' }] },
  });
});

test('an empty body is an empty object, and needs no content type', () => {
  expect(refusal({ body: '', headers: {} })).toMatchObject({ errors: [{ path: 'body.name' }] });
});
