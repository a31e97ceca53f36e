import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { Client } from './client.ts';
import { enterWorld, type World } from './world.ts';

let world: World;
let client: Client;
beforeAll(async () => {
  world = await enterWorld();
  client = new Client(world.url, world.token);
}, 90_000);
afterAll(() => world?.close());

const Id = z.object({ id: z.string() });

describe('the platform says what it is:', () => {
  test('health, with version and commit', async () => {
    const health = (await client.get('/health')).as(
      z.object({ status: z.literal('ok'), version: z.string(), commit: z.string() }),
    );
    expect(health.commit).toMatch(/^([0-9a-f]{40}|unknown)$/);
  });

  test('a valid OpenAPI document whose server is this one', async () => {
    const document: unknown = JSON.parse((await client.get('/openapi.json')).text);
    expect(await new Validator().validate(z.record(z.string(), z.unknown()).parse(document))).toMatchObject({
      valid: true,
    });
    expect(document).toMatchObject({ openapi: '3.1.0', servers: [{ url: world.url }] });
  });

  test('a reference page that runs nothing', async () => {
    const page = await client.get('/docs');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.text).toContain('id="error-not_found"');
  });

  test('discovery and keys', async () => {
    const { issuer } = (await client.get('/.well-known/openid-configuration')).as(z.object({ issuer: z.string() }));
    expect(issuer).toBe(world.url);
    const { keys } = (await client.get('/.well-known/jwks.json')).as(
      z.object({ keys: z.array(z.looseObject({ kid: z.string() })) }),
    );
    // The one that signs, and the next one, so that verifiers know it before it is used.
    expect(keys.length).toBeGreaterThanOrEqual(2);
    for (const key of keys) expect(key).not.toHaveProperty('d');
  });

  test('CORS for browsers', async () => {
    const headers = { origin: 'https://studio.example', 'access-control-request-method': 'POST' };
    const preflight = await new Client(world.url).send('OPTIONS', '/v1/projects', undefined, headers);
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, '*']);
  });
});

test('without a credential everything protected is a 401 problem with a challenge', async () => {
  const answer = await new Client(world.url).get('/v1/projects');
  expect([answer.status, Client.problem(answer).code]).toEqual([401, 'unauthenticated']);
  expect(answer.headers.get('www-authenticate')).toContain('Bearer');
  expect(answer.headers.get('x-request-id')).toBe(Client.problem(answer).requestId);
});

test('a project lives and goes', async () => {
  const { id } = (await client.post('/v1/projects', { name: `Journey ${crypto.randomUUID()}` })).as(Id);
  expect((await client.get(`/v1/projects/${id}`)).status).toBe(200);
  expect((await client.send('DELETE', `/v1/projects/${id}`)).status).toBe(204);
  expect((await client.get(`/v1/projects/${id}`)).status).toBe(404);
});

test('the reference page passes its own Guardian test', { timeout: 180_000 }, async () => {
  const { id: projectId } = (await client.post('/v1/projects', { name: `Guardian ${crypto.randomUUID()}` })).as(Id);
  const body = { projectId, url: `${world.url}/docs`, suites: ['accessibility', 'content'] };
  const key = { 'idempotency-key': crypto.randomUUID() };
  const submitted = await client.post('/v1/guardian/tests', body, key);
  expect(submitted.status).toBe(202);
  const { task } = submitted.as(z.object({ task: Id }));
  expect((await client.post('/v1/guardian/tests', body, key)).text).toBe(submitted.text);
  const statusOf = async () =>
    (await client.get(`/v1/tasks/${task.id}?waitSeconds=20`)).as(z.object({ status: z.string() })).status;
  await expect.poll(statusOf, { timeout: 150_000 }).toBe('succeeded');
  const report = (await client.get(`/v1/guardian/tests/${task.id}/report`)).as(
    z.object({ pass: z.boolean(), issues: z.array(z.object({ ruleId: z.string(), severity: z.string() })) }),
  );
  expect(report.issues.filter(({ severity }) => severity === 'critical' || severity === 'high')).toEqual([]);
  expect(report.pass).toBe(true);
  expect((await client.send('DELETE', `/v1/projects/${projectId}`)).status).toBe(204);
});
