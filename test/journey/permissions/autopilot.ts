import * as z from 'zod';
import { type Client, join, newAccount, newApiKey, newProject } from '../client.ts';
import { retryLater, uploaded } from './insight.ts';
import type { Scene } from './scene.ts';

const Task = z.object({ task: z.object({ id: z.string() }) });

/** Runs on workers of one's own and on shared ones, with proof, feedback and settings. */
export async function tryAutopilot(scene: Scene): Promise<void> {
  const { call, anybody } = scene;
  const keys = (await call(anybody, 'GET /v1/attestation-keys', 200)).as(z.object({ keys: z.array(z.unknown()) }));
  if (keys.keys.length === 0) throw new Error('There is no key for attestations.');
  for (const plan of ['enterprise', 'pro'] as const) {
    const boss = await scene.newBoss(plan);
    const projectId = await newProject(boss.client);
    const client = anybody.with((await newApiKey(boss.client, ['admin'])).secret);
    const id = await repair(scene, client, projectId);
    const developer = await join(boss, await newAccount(scene.runtime.url), 'developer');
    await call(developer.client, 'GET /v1/autopilot/runs', 200);
    if (plan === 'pro') await lookAround(scene, client, { projectId, id });
  }
}

async function repair(scene: Scene, client: Client, projectId: string): Promise<string> {
  const { call, runtime, finished } = scene;
  const params = { id: projectId };
  await call(client, 'GET /v1/autopilot/projects/{id}/settings', 200, { params });
  const body = { protected: ['secret/**'] };
  await call(client, 'PUT /v1/autopilot/projects/{id}/settings', 200, { params, body });
  const uploadId = await uploaded(scene, client, projectId);
  const submit = async (more: object) => {
    const asked = { projectId, uploadId, recipes: ['remove-debugger'], approve: true, ...more };
    return (await call(client, 'POST /v1/autopilot/runs', 202, { body: asked })).as(Task).task.id;
  };
  const first = await submit({});
  await finished(client, first);
  // Another input of one that waits.
  await submit({ options: { debounce: { key: 'push', seconds: 5 } } });
  const second = await submit({ mode: 'plan', options: { debounce: { key: 'push', seconds: 5 } } });
  await runtime.clock.advance(6_000);
  await finished(client, second);
  // More than run at once, so that each that ends lets the next one in.
  const more = await Promise.all(Array.from({ length: 6 }, () => submit({ mode: 'observe' })));
  for (const id of more) await finished(client, id);
  // Of the tree before, so that nothing can be taken back: that is told, and read.
  await finished(client, await submit({ mode: 'undo', undoOf: first, recipes: undefined }));
  await retryLater(scene, client, (options) => submit({ mode: 'observe', options }));
  return first;
}

async function lookAround({ call, anybody }: Scene, client: Client, { id }: { id: string; projectId: string }) {
  const params = { id };
  await call(client, 'GET /v1/autopilot/runs', 200);
  await call(client, 'GET /v1/autopilot/runs/{id}', 200, { params });
  await call(client, 'GET /v1/autopilot/runs/{id}/result', 200, { params });
  await call(client, 'GET /v1/autopilot/runs/{id}/patch', 200, { params });
  const envelope: unknown = JSON.parse(
    (await call(client, 'GET /v1/autopilot/runs/{id}/attestation', 200, { params })).text,
  );
  await call(anybody, 'POST /v1/attestations/verify', 200, { body: { envelope } });
  await call(client, 'POST /v1/autopilot/runs/{id}/feedback', 201, { params, body: { outcome: 'merged' } });
  await call(client, 'GET /v1/autopilot/recipes', 200);
  await call(client, 'GET /v1/autopilot/trust', 200);
}
