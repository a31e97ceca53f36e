import { type CORSRule, PutBucketCorsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createBucket, type Started, startS3 } from './start.ts';

let started: Started;
let Bucket: string;

beforeEach(async () => {
  started = await startS3();
  Bucket = await createBucket(started);
});
afterEach(() => started.stop());

const allow = (...CORSRules: CORSRule[]) =>
  started.client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
const ask = (headers: Record<string, string>) =>
  fetch(`${started.endpoint}/${Bucket}/a`, { method: 'OPTIONS', headers });
const preflight = (origin: string, method = 'PUT', names = 'Content-Type,x-amz-meta-a') =>
  ask({ origin, 'access-control-request-method': method, 'access-control-request-headers': names });

const site: CORSRule = {
  AllowedOrigins: ['https://*.odavl.dev'],
  AllowedMethods: ['PUT', 'GET'],
  AllowedHeaders: ['content-type', 'x-amz-meta-*'],
  ExposeHeaders: ['ETag'],
  MaxAgeSeconds: 60,
};

// https://docs.aws.amazon.com/AmazonS3/latest/API/RESTOPTIONSobject.html
test('A preflight that a rule matches hears what is allowed, without credentials', async () => {
  await allow(site);
  const reply = await preflight('https://app.odavl.dev');
  expect(reply.status).toBe(200);
  expect(Object.fromEntries(reply.headers)).toMatchObject({
    'access-control-allow-origin': 'https://app.odavl.dev',
    'access-control-allow-methods': 'PUT, GET',
    'access-control-allow-headers': 'content-type, x-amz-meta-a',
    'access-control-expose-headers': 'ETag',
    'access-control-allow-credentials': 'true',
    'access-control-max-age': '60',
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  });
});

test('A rule for everyone says so', async () => {
  await allow({ ...site, AllowedOrigins: ['*'] });
  const { headers } = await preflight('https://anywhere');
  expect(headers.get('access-control-allow-origin')).toBe('*');
  expect(headers.get('access-control-allow-credentials')).toBeNull();
});

test.each([
  ['another origin', 'https://evil.dev', 'PUT', 'content-type'],
  ['another method', 'https://app.odavl.dev', 'DELETE', 'content-type'],
  ['another header', 'https://app.odavl.dev', 'PUT', 'authorization'],
])('A preflight of %s is AccessForbidden', async (_, origin, method, names) => {
  await allow(site);
  const reply = await preflight(origin, method, names);
  expect(reply.status).toBe(403);
  expect(await reply.text()).toContain(
    '<Code>AccessForbidden</Code><Message>CORSResponse: This CORS request is not allowed.',
  );
});

test('Without a configuration, origin or method there is nothing to allow', async () => {
  expect(await (await preflight('https://app.odavl.dev')).text()).toContain(
    'CORSResponse: CORS is not enabled for this bucket.',
  );
  expect(await (await ask({ 'access-control-request-method': 'PUT' })).text()).toContain(
    'Origin request header needed',
  );
  expect(await (await ask({ origin: 'https://app.odavl.dev' })).text()).toContain(
    'Invalid Access-Control-Request-Method: null',
  );
});

test('Replies, also errors, may be shown to the page that a rule allows', async () => {
  await allow(site);
  await started.client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
  for (const [key, status] of [
    ['a', 200],
    ['b', 404],
  ] as const) {
    const read = (origin: string) => fetch(`${started.endpoint}/${Bucket}/${key}`, { headers: { origin } });
    const reply = await read('https://app.odavl.dev');
    expect(reply.status).toBe(status);
    expect(reply.headers.get('access-control-allow-origin')).toBe('https://app.odavl.dev');
    expect((await read('https://evil.dev')).headers.get('access-control-allow-origin')).toBeNull();
  }
});
