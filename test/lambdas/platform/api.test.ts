import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { contracts } from '../../../build/contracts.ts';
import { docsPage } from '../../../build/docs.ts';
import { openApiDocument } from '../../../build/openapi.ts';
import { errorCatalog } from '../../../shared/errors.ts';
import { bodyOf, httpEvent, problemOf } from '../../shared/http-event.ts';

/** The function as it is deployed: one bundle, with what the build writes beside it. */
const folder = mkdtempSync(join(tmpdir(), 'odavl-platform-'));
let ask: (routeKey: string, headers?: Record<string, string>) => Promise<APIGatewayProxyStructuredResultV2>;

beforeAll(async () => {
  const outfile = join(folder, 'index.mjs');
  const entryPoints = ['lambdas/platform/api.lambda.ts'];
  await build({ entryPoints, outfile, bundle: true, format: 'esm', platform: 'node', target: 'node24' });
  const document = openApiDocument(contracts, '1.2.3');
  writeFileSync(join(folder, 'build.json'), JSON.stringify({ version: '1.2.3', commit: 'abc' }));
  writeFileSync(join(folder, 'openapi.json'), JSON.stringify(document));
  writeFileSync(join(folder, 'docs.json'), JSON.stringify(docsPage(contracts, document, '1.2.3')));
  vi.stubEnv('API_URL', 'https://here.test');
  const { handler } = await import(pathToFileURL(outfile).href);
  ask = (routeKey, headers = {}) => handler(httpEvent({ routeKey, headers }));
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

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
  expect(await ask('GET /docs', { 'if-none-match': String(headers?.etag) })).toMatchObject({ statusCode: 304 });
});

test('an unknown path is a problem whose type leads to this deployment', async () => {
  expect(problemOf(await ask('GET /nothing'))).toMatchObject({
    ...{ code: 'not_found', type: 'https://here.test/docs#error-not_found' },
  });
});
