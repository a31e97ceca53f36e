import * as z from 'zod';
import type { Plan } from '../../../shared/plan.ts';
import { type Client, newProject } from '../client.ts';
import { setPlan } from '../plan.ts';
import { passTime, type Scene } from './scene.ts';

const Id = z.object({ id: z.string() });
const Runs = z.object({ items: z.array(z.object({ outcome: z.string(), taskId: z.string().optional() })) });

/** Schedules of both kinds of task, on workers of one's own and on shared ones. */
export async function trySchedules(scene: Scene): Promise<void> {
  await useSchedules(scene, 'enterprise');
  await useSchedules(scene, 'pro');
}

async function useSchedules(scene: Scene, plan: Plan): Promise<void> {
  const { call, runtime, newBoss } = scene;
  const boss = await newBoss(plan);
  const { client } = boss;
  const create = scheduler(scene, client, await newProject(client));
  const [params, ofBatch] = [await create('guardian.test', {}), await create('guardian.batch', {})];
  await call(client, 'GET /v1/schedules', 200);
  await call(client, 'GET /v1/schedules/{id}', 200, { params });
  await call(client, 'PATCH /v1/schedules/{id}', 200, { params, body: { name: 'At four' } });
  await call(client, 'POST /v1/schedules/{id}/pause', 200, { params });
  await call(client, 'POST /v1/schedules/{id}/resume', 200, { params });
  const often = [
    await create('guardian.test', { intervalMinutes: 1 }),
    await create('guardian.batch', { intervalMinutes: 1 }),
  ];
  for (const each of [params, ofBatch]) {
    await call(client, 'POST /v1/schedules/{id}/trigger', 202, { params: each });
  }

  const runs = async (of: { id: string }) =>
    (await call(client, 'GET /v1/schedules/{id}/runs', 200, { params: of })).as(Runs).items;
  // Twice, so that the second run asks what became of the task of the first.
  await passTime(runtime, async () => {
    const counts = await Promise.all(often.map(async (each) => (await runs(each)).length));
    return Math.min(...counts) >= 2;
  });
  for (const each of often) await call(client, 'POST /v1/schedules/{id}/pause', 200, { params: each });
  for (const each of [ofBatch, ...often]) {
    for (const { taskId } of await runs(each)) if (taskId !== undefined) await scene.finished(client, taskId);
  }
  await call(client, 'DELETE /v1/schedules/{id}', 204, { params });
  if (plan === 'pro') await haveTooMany(scene, boss, create);
}

function scheduler({ call, runtime }: Scene, client: Client, projectId: string) {
  const page = `${runtime.url}/docs`;
  return async (type: 'guardian.test' | 'guardian.batch', timing: object): Promise<{ id: string }> => {
    const target = type === 'guardian.test' ? { url: page } : { urls: [page] };
    const task = { type, input: { projectId, suites: ['security'], ...target } };
    const when = 'intervalMinutes' in timing ? timing : { cron: '0 4 * * *', timeZone: 'Europe/Berlin' };
    const body = { name: 'Nightly', task, ...when };
    return { id: (await call(client, 'POST /v1/schedules', 201, { body })).as(Id).id };
  };
}

/** A smaller plan has room for three: the ticker pauses the others when they are due. */
async function haveTooMany(
  { call, runtime }: Scene,
  boss: Parameters<typeof setPlan>[1],
  create: ReturnType<typeof scheduler>,
): Promise<void> {
  const { client } = boss;
  for (let at = 0; at < 3; at += 1) await create('guardian.test', {});
  const params = await create('guardian.test', { intervalMinutes: 1 });
  await setPlan(runtime, boss, 'free');
  await passTime(runtime, async () =>
    (await call(client, 'GET /v1/schedules/{id}', 200, { params })).text.includes('"plan_limit"'),
  );
}
