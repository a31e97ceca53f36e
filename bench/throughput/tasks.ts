import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import type { Tenant } from '../../test/simulation/tenant.ts';
import { percentile, type TaskFigures } from './figures.ts';

const Task = z.object({
  id: z.string(),
  status: z.string(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().optional(),
});
type Task = z.infer<typeof Task>;

const waiting = new Set(['queued', 'running']);

export async function submit({ client, projectId }: Tenant): Promise<string> {
  const body = { projectId, url: 'http://127.0.0.1:9/ok', suites: ['security'] };
  const answer = await client.must('POST', '/v1/guardian/tests', body);
  return answer.as(z.object({ task: Task })).task.id;
}

export async function ended(tenant: Tenant, id: string): Promise<Task> {
  for (;;) {
    const task = (await tenant.client.must('GET', `/v1/tasks/${id}?waitSeconds=20`)).as(Task);
    if (task.status === 'succeeded') return task;
    if (!waiting.has(task.status)) throw new Error(`${id} is ${task.status}.`);
  }
}

/** From the moment that the submit was written to the moment that a worker began. */
export function startMs({ createdAt, startedAt }: Task): number {
  return Date.parse(startedAt ?? '') - Date.parse(createdAt);
}

/** One task after another on an idle platform. */
export async function measureStart(tenant: Tenant, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let nth = 0; nth < count; nth += 1) times.push(startMs(await ended(tenant, await submit(tenant))));
  return times;
}

/** Many tasks of several organizations at once, from the first submit over HTTP to the last end. */
export async function measureThroughput(tenants: readonly Tenant[], each: number): Promise<TaskFigures> {
  const startedAt = performance.now();
  const tasks = await Promise.all(tenants.map((tenant) => submitAndWait(tenant, each)));
  const seconds = (performance.now() - startedAt) / 1_000;
  const times = tasks.flat().map(startMs);
  return {
    perSecond: (tenants.length * each) / seconds,
    startP50Ms: percentile(times, 50),
    startP95Ms: percentile(times, 95),
  };
}

async function submitAndWait(tenant: Tenant, count: number): Promise<Task[]> {
  const ids = await Promise.all(Array.from({ length: count }, () => submit(tenant)));
  // The list is cheaper than a request per task, and the rate limit counts requests.
  for (;;) {
    const open = await Promise.all(['queued', 'running'].map((status) => oneOf(tenant, status)));
    if (!open.includes(true)) break;
    await wait(100);
  }
  return Promise.all(ids.map((id) => ended(tenant, id)));
}

async function oneOf({ client }: Tenant, status: string): Promise<boolean> {
  const page = (await client.must('GET', `/v1/tasks?status=${status}&limit=1`)).as(
    z.object({ items: z.array(z.unknown()), nextCursor: z.string().optional() }),
  );
  return page.items.length > 0 || page.nextCursor !== undefined;
}
