import { afterAll, beforeAll, expect, test } from 'vitest';
import { contracts } from '../../../build/contracts.ts';
import { docsPage } from '../../../build/docs.ts';
import { openApiDocument } from '../../../build/openapi.ts';
import { errorCatalog } from '../../../shared/errors.ts';
import { bodyOf, HttpReply, httpEvent, problemOf } from '../../shared/http-event.ts';
import { type LoadedEntry, loadEntry } from '../load-entry.ts';

let entry: LoadedEntry;
beforeAll(async () => {
  const document = openApiDocument(contracts, '1.2.3');
  entry = await loadEntry(
    'platform/api',
    { API_URL: 'https://here.test' },
    {
      'build.json': JSON.stringify({ version: '1.2.3', commit: 'abc' }),
      'openapi.json': JSON.stringify(document),
      'docs.json': JSON.stringify(docsPage(contracts, document, '1.2.3')),
    },
  );
});
afterAll(() => entry.close());

const ask = async (routeKey: string, headers: Record<string, string> = {}) =>
  HttpReply.parse(await entry.handler(httpEvent({ routeKey, headers })));

test('health says that the platform is there, and which one', async () => {
  const reply = await ask('GET /health');
  expect(reply).toMatchObject({ statusCode: 200, headers: { 'content-type': 'application/json' } });
  expect(bodyOf(reply)).toEqual({ status: 'ok', version: '1.2.3', commit: 'abc' });
});

test('the OpenAPI document names this deployment and all routes', async () => {
  const reply = await ask('GET /openapi.json');
  expect(reply.headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'public, max-age=300' });
  const document = bodyOf(reply);
  expect(document).toMatchObject({ openapi: '3.1.0', servers: [{ url: 'https://here.test' }] });
  for (const { path } of Object.values(contracts).flatMap((contract) => Object.values(contract))) {
    expect(document).toHaveProperty(['paths', path]);
  }
  expect(reply.body).not.toContain('https://api.example');
});

test('the reference has a heading for every error type, and runs no script', async () => {
  const { body, headers } = await ask('GET /docs');
  for (const code of Object.keys(errorCatalog)) expect(body).toContain(`id="error-${code}"`);
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': expect.stringContaining("default-src 'none'"),
  });
  expect(body).not.toContain('<script');
});

test('what a client has already is not sent again', async () => {
  const { headers } = await ask('GET /docs');
  expect(await ask('GET /docs', { 'if-none-match': String(headers.etag) })).toMatchObject({ statusCode: 304 });
});

test('an unknown path is a problem whose type leads to this deployment', async () => {
  expect(problemOf(await ask('GET /nothing'))).toMatchObject({
    ...{ code: 'not_found', type: 'https://here.test/docs#error-not_found' },
  });
});
