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

/** Of each organization, each with one request at a time. */
const clients = 4;

async function submitAndWait(tenant: Tenant, count: number): Promise<Task[]> {
  const ids = new Set<string>();
  let left = count;
  const client = async () => {
    while (left > 0) {
      left -= 1;
      ids.add(await submit(tenant));
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  for (;;) {
    const tasks = (await newest(tenant, count)).filter(({ id }) => ids.has(id));
    if (tasks.length === count && tasks.every(({ status }) => !waiting.has(status))) return tasks;
    await wait(250);
  }
}

const Page = z.object({ items: z.array(Task), nextCursor: z.string().optional() });

/** A few pages are cheaper than a request per task, and the rate limit counts requests. */
async function newest({ client }: Tenant, count: number): Promise<Task[]> {
  const tasks: Task[] = [];
  let cursor = '';
  do {
    const page = (await client.must('GET', `/v1/tasks?limit=100${cursor}`)).as(Page);
    tasks.push(...page.items);
    cursor = page.nextCursor === undefined ? '' : `&cursor=${page.nextCursor}`;
  } while (cursor !== '' && tasks.length < count);
  return tasks;
}
