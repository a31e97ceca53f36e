import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { contracts } from '../../build/contracts.ts';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
import { routeKey } from '../../shared/route.ts';
import { type Account, Client, logIn, newAccount, newApiKey } from './client.ts';
import { onPlan } from './plan.ts';

const folder = mkdtempSync(join(tmpdir(), 'odavl-permissions-'));
const denied: string[] = [];
let runtime: Runtime;
let ada: Account;

beforeAll(async () => {
  runtime = await startRuntime({
    ...{ assemblyDirectory: 'cdk.out/local', stateDirectory: folder, host: '127.0.0.1', port: 0 },
    log: ({ functionName, line }) => {
      if (/AccessDenied|not authorized/.test(line)) denied.push(`${functionName}: ${line}`);
    },
  });
  ada = await onPlan({ ...runtime, stateDirectory: folder }, await newAccount(runtime.url), 'enterprise');
}, 90_000);
afterAll(async () => {
  await runtime?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Grants that only a crash, an outage or an attack uses; the unit tests of those verbs cover them. */
const onlyAfterTrouble = [
  // A mail that could not be sent frees its event for the redelivery.
  /MailerRole.* dynamodb:DeleteItem/,
  // A key of idempotency whose work failed is freed.
  /guardian-runner-ApiRole.* dynamodb:DeleteItem/,
  // The sweeper finds nothing to mend while nothing has crashed.
  /SweeperRole.* (dynamodb:UpdateItem|events:PutEvents|sqs:SendMessage)/,
  // A failed attempt goes back to the queue.
  /WorkerRole.* sqs:SendMessage/,
  // Lambda's poller asks for the visibility timeout when a function was throttled.
  /sqs:GetQueueAttributes/,
];

const Task = z.object({ task: z.object({ id: z.string() }) });

test('every route works with the grants of the templates, and no grant is superfluous', {
  timeout: 120_000,
}, async () => {
  const called = new Set<string>();
  const { client } = ada;
  const call = async (key: string, path: string, status: number, body?: unknown, as = client) => {
    const [method = 'GET'] = key.split(' ');
    const headers: Record<string, string> = method === 'POST' ? { 'idempotency-key': crypto.randomUUID() } : {};
    const answer = await as.send(method, path, body === undefined ? undefined : JSON.stringify(body), headers);
    called.add(key);
    expect([key, answer.status, answer.status === status ? '' : answer.text]).toEqual([key, status, '']);
    return answer;
  };

  await call('GET /health', '/health', 200);
  await call('GET /openapi.json', '/openapi.json', 200);
  await call('GET /docs', '/docs', 200);
  await call('GET /.well-known/openid-configuration', '/.well-known/openid-configuration', 200);
  await call('GET /.well-known/jwks.json', '/.well-known/jwks.json', 200);
  await call('GET /verify-email', '/verify-email?token=x', 200);
  const person = { email: 'late@example.com', password: 'correct horse battery', name: 'L', organizationName: 'L' };
  await call('POST /v1/auth/signup', '/v1/auth/signup', 201, person);
  await call('POST /v1/auth/resend-verification', '/v1/auth/resend-verification', 202, { email: person.email });
  await call('POST /v1/auth/verify-email', '/v1/auth/verify-email', 422, { token: 'x' });
  await call('POST /v1/auth/login', '/v1/auth/login', 200, { email: ada.email, password: ada.password });
  const { refreshToken } = await logIn(client, ada.email, ada.password);
  const next = await call('POST /v1/auth/refresh', '/v1/auth/refresh', 200, { refreshToken });
  await call('POST /v1/auth/refresh', '/v1/auth/refresh', 401, { refreshToken });
  await call('POST /v1/auth/logout', '/v1/auth/logout', 204, next.as(z.object({ refreshToken: z.string() })));
  await call('GET /v1/me', '/v1/me', 200);
  await call('GET /v1/organizations', '/v1/organizations', 200);
  await call('GET /v1/organizations/{id}', `/v1/organizations/${ada.orgId}`, 200);

  const { id: projectId } = (await call('POST /v1/projects', '/v1/projects', 201, { name: 'P' })).as(
    z.object({ id: z.string() }),
  );
  await call('GET /v1/projects', '/v1/projects', 200);
  await call('GET /v1/projects/{id}', `/v1/projects/${projectId}`, 200);
  await call('PATCH /v1/projects/{id}', `/v1/projects/${projectId}`, 200, { name: 'Q' });
  await call('POST /v1/api-keys', '/v1/api-keys', 201, { name: 'K', scopes: ['guardian:read'] });
  const key = await newApiKey(client, ['guardian:write']);
  await call('GET /v1/api-keys', '/v1/api-keys', 200);
  await call('GET /v1/api-keys/{id}', `/v1/api-keys/${key.id}`, 200);

  const byKey = new Client(runtime.url, key.secret);
  const submit = { projectId, url: `${runtime.url}/docs`, suites: ['security', 'content'] };
  const submitted = await call('POST /v1/guardian/tests', '/v1/guardian/tests', 202, submit, byKey);
  const { id } = submitted.as(Task).task;
  // Before there is an outcome, the status is the task's.
  await call('GET /v1/guardian/tests/{id}', `/v1/guardian/tests/${id}`, 200);
  const Status = z.object({ status: z.string() });
  await expect
    .poll(async () => (await call('GET /v1/tasks/{id}', `/v1/tasks/${id}?waitSeconds=20`, 200)).as(Status).status, {
      timeout: 90_000,
    })
    .toBe('succeeded');
  await call('GET /v1/tasks', '/v1/tasks', 200);
  // More than run at once, so that the last one still waits when it is cancelled.
  const more = await Promise.all(Array.from({ length: 6 }, () => byKey.post('/v1/guardian/tests', submit)));
  const [cancelled] = more
    .map((answer) => answer.as(Task).task.id)
    .sort()
    .reverse();
  await call('POST /v1/tasks/{id}/cancel', `/v1/tasks/${cancelled}/cancel`, 200);
  await call('GET /v1/guardian/tests', '/v1/guardian/tests', 200);
  await call('GET /v1/guardian/tests/{id}', `/v1/guardian/tests/${id}`, 200);
  await call('GET /v1/guardian/tests/{id}/report', `/v1/guardian/tests/${id}/report?format=html`, 200);
  await call('GET /v1/guardian/tests/{id}/artifacts/{name}', `/v1/guardian/tests/${id}/artifacts/screenshot.jpg`, 302);
  await call('DELETE /v1/api-keys/{id}', `/v1/api-keys/${key.id}`, 204);
  await call('DELETE /v1/projects/{id}', `/v1/projects/${projectId}`, 204);
  await runtime.lambda.invoke(functionNamed(/Sweeper/), {});

  const routes = Object.values(contracts).flatMap((contract) =>
    Object.values(contract).map((route) => routeKey(route)),
  );
  expect([...called].sort()).toEqual(routes.sort());
  expect(denied).toEqual([]);
  const unused = runtime.policies.unusedGrants().map(({ role, action, resource }) => `${role} ${action} ${resource}`);
  expect(unused.filter((grant) => !onlyAfterTrouble.some((pattern) => pattern.test(grant)))).toEqual([]);
});

function functionNamed(pattern: RegExp): string {
  const found = runtime.model.functions.find(({ name }) => pattern.test(name));
  if (!found) throw new Error(`No function is named like ${pattern}.`);
  return found.name;
}
