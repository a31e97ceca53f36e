import { expect } from 'vitest';
import * as z from 'zod';
import { type Client, join, newAccount, newApiKey, newProject } from '../client.ts';
import { type Scene, withoutWorkers } from './scene.ts';

const Task = z.object({ task: z.object({ id: z.string() }) });

/** What says what the platform is. */
export async function tryPlatform({ call, anybody }: Scene): Promise<void> {
  await call(anybody, 'GET /health', 200);
  await call(anybody, 'GET /openapi.json', 200);
  await call(anybody, 'GET /docs', 200);
}

/** Tests of websites, and the tasks that they are. */
export async function tryGuardian({ call, anybody, runtime, newBoss }: Scene): Promise<void> {
  const boss = await newBoss();
  const { client } = boss;
  const projectId = await newProject(client);
  const byKey = anybody.with((await newApiKey(client, ['guardian:write'])).secret);
  const body = { projectId, url: `${runtime.url}/pictured`, suites: ['security', 'content'] };
  const { id } = (await call(byKey, 'POST /v1/guardian/tests', 202, { body })).as(Task).task;
  const params = { id };
  // Before there is an outcome, the status is the task's.
  await call(client, 'GET /v1/guardian/tests/{id}', 200, { params });
  const wait = { params, query: { waitSeconds: '20' } };
  const status = async () =>
    (await call(client, 'GET /v1/tasks/{id}', 200, wait)).as(z.object({ status: z.string() })).status;
  await expect.poll(status, { timeout: 90_000 }).toBe('succeeded');
  await call(client, 'GET /v1/tasks', 200);
  await withoutWorkers(runtime, async () => {
    const waiting = (await call(byKey, 'POST /v1/guardian/tests', 202, { body })).as(Task).task;
    await call(client, 'POST /v1/tasks/{id}/cancel', 200, { params: { id: waiting.id } });
    await call(client, 'POST /v1/tasks/{id}/retry', 200, { params: { id: waiting.id } });
  });
  await call(client, 'GET /v1/tasks/{id}/timeline', 200, { params });
  await call(client, 'GET /v1/task-types', 200);
  await tryBatch({ call }, byKey, client, { projectId, urls: [`${runtime.url}/docs`, `${runtime.url}/health`] });
  await call(client, 'GET /v1/guardian/tests', 200);
  await call(client, 'GET /v1/guardian/tests/{id}', 200, { params });
  await call(client, 'GET /v1/guardian/tests/{id}/report', 200, { params, query: { format: 'html' } });
  const artifact = { params: { id, name: 'screenshot.jpg' } };
  await call(client, 'GET /v1/guardian/tests/{id}/artifacts/{name}', 302, artifact);
  // Of a developer it has to be asked which projects their teams may see.
  const developer = await join(boss, await newAccount(runtime.url), 'developer');
  await call(developer.client, 'GET /v1/guardian/tests', 200);
  await call(developer.client, 'GET /v1/tasks', 200);
}

/** Many tasks as one, and many tasks at once. */
async function tryBatch({ call }: Pick<Scene, 'call'>, byKey: Client, client: Client, pages: object): Promise<void> {
  const body = { ...pages, suites: ['security'] };
  const { id } = (await call(byKey, 'POST /v1/guardian/batches', 202, { body })).as(Task).task;
  const params = { id };
  const status = async () =>
    (await call(client, 'GET /v1/guardian/batches/{id}', 200, { params })).as(z.object({ status: z.string() })).status;
  await expect.poll(status, { timeout: 120_000, interval: 500 }).toBe('succeeded');
  await call(client, 'GET /v1/guardian/batches', 200);
  await call(client, 'GET /v1/tasks/{id}/children', 200, { params });
  const options = { startAt: new Date(Date.now() + 3_600_000).toISOString() };
  await call(byKey, 'POST /v1/guardian/batches', 202, { body: { ...body, options } });
  await call(client, 'POST /v1/tasks/cancel', 200, { body: { filter: { type: 'guardian.batch' } } });
  await call(client, 'POST /v1/tasks/retry', 200, {
    body: { filter: { status: 'cancelled', type: 'guardian.batch' } },
  });
}
