import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import * as z from 'zod';
import { craftZip } from '../../shared/archive/craft-zip.ts';
import { type Client, join, newAccount, newApiKey, newProject } from '../client.ts';
import type { Scene } from './scene.ts';

const Task = z.object({ task: z.object({ id: z.string() }) });
const Created = z.object({ uploadId: z.string(), url: z.url(), fields: z.record(z.string(), z.string()) });

/** Analyses on workers of one's own and on shared ones, compared with each other, and snapshots of others. */
export async function tryInsight(scene: Scene): Promise<void> {
  for (const plan of ['enterprise', 'pro'] as const) {
    const boss = await scene.newBoss(plan);
    const projectId = await newProject(boss.client);
    const client = scene.anybody.with((await newApiKey(boss.client, ['admin'])).secret);
    await analyse(scene, client, projectId);
    // Of a developer it has to be asked which projects their teams may see.
    const developer = await join(boss, await newAccount(scene.runtime.url), 'developer');
    await scene.call(developer.client, 'GET /v1/insight/analyses', 200);
    if (plan === 'pro') await keepSnapshots(scene, client, projectId);
  }
}

async function analyse(scene: Scene, client: Client, projectId: string): Promise<void> {
  const { call, runtime, finished } = scene;
  const uploadId = await uploaded(scene, client, projectId);
  const submit = async (options: object) => {
    const body = { projectId, uploadId, detectors: ['complexity', 'lint'], options };
    return (await call(client, 'POST /v1/insight/analyses', 202, { body })).as(Task).task.id;
  };
  const first = await submit({});
  await call(client, 'GET /v1/insight/analyses', 200);
  await call(client, 'GET /v1/insight/analyses/{id}', 200, { params: { id: first } });
  await finished(client, first);
  // Another input of one that waits, and the first one to compare with.
  await submit({ debounce: { key: 'push', seconds: 5 } });
  const second = await submit({ debounce: { key: 'push', seconds: 5 } });
  await runtime.clock.advance(6_000);
  await finished(client, second);
  // More than run at once, so that each that ends lets the next one in.
  for (const id of await Promise.all(Array.from({ length: 6 }, () => submit({})))) await finished(client, id);
  await retryLater(scene, client, (options) => submit(options));
  const params = { id: second };
  await call(client, 'GET /v1/insight/analyses', 200);
  const { items } = (await call(client, 'GET /v1/insight/analyses/{id}/issues', 200, { params })).as(
    z.object({ items: z.array(z.object({ state: z.string() })) }),
  );
  expect(items.map(({ state }) => state)).toContain('unchanged');
  await call(client, 'GET /v1/insight/analyses/{id}/report', 200, { params, query: { format: 'html' } });
}

/** One that was cancelled before it began, by the service of tasks. */
export async function retryLater(
  { call, runtime, finished }: Scene,
  client: Client,
  submit: (options: object) => Promise<string>,
): Promise<void> {
  const id = await submit({ startAt: new Date(runtime.clock.now() + 3_600_000).toISOString() });
  await call(client, 'POST /v1/tasks/{id}/cancel', 200, { params: { id } });
  await call(client, 'POST /v1/tasks/{id}/retry', 200, { params: { id } });
  await finished(client, id);
}

async function keepSnapshots({ call }: Scene, client: Client, projectId: string): Promise<void> {
  const body = {
    ...{ snapshotVersion: '1', snapshotId: '0f9a2c1e-5b7d-5e3a-9c41-7d2e8f6a1b03', projectId, projectName: 'Shop' },
    counts: { critical: 0, high: 1, medium: 0, low: 0, info: 0 },
    ...{ uniqueFiles: 1, riskScore: 16, detectorsUsed: ['lint'], analysisTimeMs: 1 },
    environment: { os: 'linux', nodeVersion: '24.1.0', cliVersion: '3.2.1' },
  };
  await call(client, 'POST /v1/insight/snapshots', 201, { body });
  await call(client, 'POST /v1/insight/snapshots', 201, { body });
  await call(client, 'GET /v1/insight/snapshots', 200, { query: { projectId } });
  await call(client, 'GET /v1/insight/projects/{id}/trend', 200, { params: { id: projectId } });
}

/** @returns the id of an upload that may be used */
export async function uploaded({ call }: Scene, client: Client, projectId: string): Promise<string> {
  const content = craftZip([{ name: 'src/index.ts', data: 'debugger;\nexport const answer = 42;\n' }]);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const what = { purpose: 'insight.analysis', projectId, contentType: 'application/zip', sizeBytes: content.length };
  const { uploadId, url, fields } = (await call(client, 'POST /v1/uploads', 201, { body: { ...what, sha256 } })).as(
    Created,
  );
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([new Uint8Array(content)]), 'source.zip');
  expect((await fetch(url, { method: 'POST', body: form })).status).toBe(204);
  const params = { id: uploadId };
  await call(client, 'POST /v1/uploads/{id}/complete', 202, { params, body: {} });
  const read = async () =>
    (await call(client, 'GET /v1/uploads/{id}', 200, { params, query: { waitSeconds: '20' } })).text;
  await expect.poll(read, { timeout: 60_000 }).toContain('"ready"');
  return uploadId;
}
