import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { newId } from '../../shared/id.ts';
import { craftZip } from '../shared/archive/craft-zip.ts';
import { type Answer, Client, newAccount, newApiKey, newProject } from './client.ts';
import { onPlan } from './plan.ts';
import { type Platform, startPlatform } from './platform.ts';
import { type Site, startSite } from './site.ts';

const Task = z.object({
  id: z.string(),
  type: z.string(),
  status: z.string(),
  attempt: z.number(),
  redrives: z.number(),
  error: z.object({ code: z.string() }).optional(),
  previousErrors: z.array(z.object({ code: z.string() })),
  quota: z.object({ reserved: z.number(), used: z.number(), refunded: z.number() }).optional(),
  children: z.object({ total: z.number(), finished: z.number(), failed: z.number() }).optional(),
  origin: z.object({ type: z.string(), id: z.string() }).optional(),
  result: z.unknown().optional(),
});
type Task = z.infer<typeof Task>;
const Submitted = z.object({ task: Task });

let platform: Platform;
let site: Site;
/** With an API key, which outlives the jumps of the clock. */
let ada: Client;
let projectId: string;

beforeAll(async () => {
  [platform, site] = await Promise.all([startPlatform(), startSite()]);
  const { client } = await onPlan(platform, await newAccount(platform.ready.url), 'pro');
  projectId = await newProject(client);
  ada = client.with((await newApiKey(client, ['admin'])).secret);
}, 120_000);
afterAll(() => Promise.all([platform?.stop(), site?.close()]));

/** Quick, because it looks at headers only. */
const aTest = () => ({ projectId, url: `${site.url}/good`, suites: ['security'] });

async function submit(body: object, path = '/v1/guardian/tests'): Promise<Task> {
  const answer = await ada.post(path, body);
  expect(answer.status, answer.text).toBe(202);
  return answer.as(Submitted).task;
}

const read = async (id: string) => (await ada.get(`/v1/tasks/${id}`)).as(Task);

async function finished(id: string): Promise<Task> {
  return vi.waitFor(
    async () => {
      const task = (await ada.get(`/v1/tasks/${id}?waitSeconds=20`)).as(Task);
      expect(['succeeded', 'failed', 'cancelled', 'timed-out']).toContain(task.status);
      return task;
    },
    { timeout: 90_000, interval: 100 },
  );
}

const clock = () => new Client(platform.ready.url);
const platformNow = async () => Date.parse((await clock().get('/_local/clock')).as(z.object({ now: z.string() })).now);
async function moveClock(advanceSeconds: number): Promise<void> {
  const answer = await clock().post('/_local/clock', { advanceSeconds });
  expect(answer.status, answer.text).toBe(200);
}

describe('a task', () => {
  test('says why it waited, to the millisecond, and what it took from the month', { timeout: 120_000 }, async () => {
    const more = await Promise.all(Array.from({ length: 6 }, () => submit(aTest())));
    const done = await Promise.all(more.map(({ id }) => finished(id)));
    expect(done.map(({ status }) => status)).toEqual(more.map(() => 'succeeded'));
    expect(done[0]?.quota).toMatchObject({ reserved: 1, used: 1, refunded: 0 });
    const Timeline = z.object({
      waitMs: z.number(),
      waits: z.array(z.object({ reason: z.string(), ms: z.number(), explanation: z.string() })),
    });
    const timelines = await Promise.all(
      more.map(async ({ id }) => (await ada.get(`/v1/tasks/${id}/timeline`)).as(Timeline)),
    );
    for (const { waitMs, waits } of timelines) expect(waits.reduce((sum, { ms }) => sum + ms, 0)).toBe(waitMs);
    // Four of the Pro plan run at once; the others say so.
    const reasons = timelines.flatMap(({ waits }) => waits.map(({ reason }) => reason));
    expect(reasons.filter((reason) => reason === 'plan-limit')).toHaveLength(2);
  });

  test('that starts later can be cancelled, costs nothing, and can be tried again', { timeout: 120_000 }, async () => {
    const startAt = new Date((await platformNow()) + 3_600_000).toISOString();
    const { id } = await submit({ ...aTest(), options: { startAt } });
    expect((await ada.post(`/v1/tasks/${id}/cancel`)).as(Task)).toMatchObject({
      ...{ status: 'cancelled', quota: { reserved: 1, used: 0, refunded: 1 } },
    });
    expect((await ada.post(`/v1/tasks/${id}/retry`)).as(Task)).toMatchObject({ status: 'queued', redrives: 1 });
    expect(await finished(id)).toMatchObject({ status: 'succeeded', quota: { reserved: 2, used: 1, refunded: 1 } });
  });

  test('with a singleton key is not submitted twice while it waits', async () => {
    const startAt = new Date((await platformNow()) + 3_600_000).toISOString();
    const body = { ...aTest(), options: { startAt, singletonKey: 'nightly' } };
    const [first, second] = [await submit(body), await submit(body)];
    expect(second.id).toBe(first.id);
    await ada.post(`/v1/tasks/${first.id}/cancel`);
  });

  test('that nobody starts in time ends as timed-out, and is given back to the month', async () => {
    const startAt = new Date((await platformNow()) + 3_600_000).toISOString();
    const { id } = await submit({
      ...aTest(),
      options: { startAt, singletonKey: newId('task', 0), expiresInSeconds: 10 },
    });
    // It was due while nobody looked: the clock jumps over start and end of its time.
    await moveClock(3_600 + 120);
    await vi.waitFor(async () => expect((await read(id)).status).not.toBe('queued'), { timeout: 20_000 });
    const task = await finished(id);
    if (task.status === 'timed-out') {
      expect(task).toMatchObject({ error: { code: 'expired_in_queue' }, quota: { used: 0, refunded: 1 } });
    } else expect(task.status).toBe('succeeded');
  });

  test('of many pages fans out one test per page, and joins them', { timeout: 120_000 }, async () => {
    const urls = [`${site.url}/good`, `${site.url}/bad`];
    const { id } = await submit({ projectId, urls, suites: ['security'] }, '/v1/guardian/batches');
    const parent = await finished(id);
    expect(parent).toMatchObject({ status: 'succeeded', children: { total: 2, finished: 2, failed: 0 } });
    const children = (await ada.get(`/v1/tasks/${id}/children`)).as(z.object({ items: z.array(Task) })).items;
    expect(children.map(({ type, status }) => [type, status])).toEqual(
      children.map(() => ['guardian.test', 'succeeded']),
    );
    expect(children).toHaveLength(2);
  });

  test('is found and cancelled in bulk', async () => {
    const startAt = new Date((await platformNow()) + 3_600_000).toISOString();
    const waiting = await Promise.all(Array.from({ length: 3 }, () => submit({ ...aTest(), options: { startAt } })));
    const answer = await ada.post('/v1/tasks/cancel', { filter: { status: 'queued', projectId } });
    expect(answer.status, answer.text).toBe(200);
    expect(answer.as(z.object({ changed: z.number(), ids: z.array(z.string()) })).ids.sort()).toEqual(
      waiting.map(({ id }) => id).sort(),
    );
  });
});

describe('a schedule', () => {
  const Schedule = z.object({ id: z.string(), nextRuns: z.array(z.string()), enabled: z.boolean() });
  const Runs = z.object({
    items: z.array(z.object({ dueAt: z.string(), outcome: z.string(), taskId: z.string().optional() })),
  });

  async function schedule(timing: object): Promise<z.infer<typeof Schedule>> {
    const answer = await ada.post('/v1/schedules', {
      ...{ name: 'Nightly', task: { type: 'guardian.test', input: aTest() } },
      ...timing,
    });
    expect(answer.status, answer.text).toBe(201);
    return answer.as(Schedule);
  }

  test('runs when its time has come, once for each due time, and its task says so', { timeout: 120_000 }, async () => {
    const { id, nextRuns } = await schedule({ cron: '*/30 * * * *', timeZone: 'Europe/Berlin' });
    expect(nextRuns).toHaveLength(5);
    await moveClock((Date.parse(nextRuns[0] ?? '') - (await platformNow())) / 1_000 + 61);
    const runs = async () => (await ada.get(`/v1/schedules/${id}/runs`)).as(Runs).items;
    await vi.waitFor(async () => expect(await runs()).toMatchObject([{ dueAt: nextRuns[0], outcome: 'submitted' }]), {
      timeout: 20_000,
    });
    const taskId = (await runs())[0]?.taskId ?? '';
    await vi.waitFor(async () => expect((await ada.get(`/v1/tasks/${taskId}`)).status).toBe(200), {
      timeout: 20_000,
    });
    expect(await finished(taskId)).toMatchObject({ status: 'succeeded', origin: { type: 'schedule', id } });
    await ada.post(`/v1/schedules/${id}/pause`);
    expect((await ada.get(`/v1/schedules/${id}`)).as(Schedule)).toMatchObject({ enabled: false, nextRuns: [] });
  });

  test('can be triggered, also while it is paused', { timeout: 120_000 }, async () => {
    const { id } = await schedule({ cron: '0 4 * * *', enabled: false });
    const { run } = (await ada.post(`/v1/schedules/${id}/trigger`)).as(
      z.object({ run: z.object({ taskId: z.string() }) }),
    );
    await vi.waitFor(async () => expect((await ada.get(`/v1/tasks/${run.taskId}`)).status).toBe(200), 20_000);
    expect((await finished(run.taskId)).status).toBe('succeeded');
  });
});

describe('an upload', () => {
  const Created = z.object({
    uploadId: z.string(),
    status: z.string(),
    deduplicated: z.boolean(),
    url: z.string().optional(),
    fields: z.record(z.string(), z.string()).optional(),
  });
  const Upload = z.object({ status: z.string(), reasons: z.array(z.object({ code: z.string() })).optional() });

  async function announce(content: Buffer): Promise<z.infer<typeof Created>> {
    const answer = await ada.post('/v1/uploads', {
      ...{ purpose: 'insight.analysis', projectId, contentType: 'application/zip', sizeBytes: content.length },
      sha256: createHash('sha256').update(content).digest('hex'),
    });
    expect(answer.status, answer.text).toBe(201);
    return answer.as(Created);
  }

  async function send({ url, fields }: z.infer<typeof Created>, content: Buffer): Promise<Response> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields ?? {})) form.append(name, value);
    form.append('file', new Blob([new Uint8Array(content)]), 'source.zip');
    return fetch(url ?? '', { method: 'POST', body: form });
  }

  const complete = async (id: string): Promise<Answer> => {
    await ada.post(`/v1/uploads/${id}/complete`, {});
    return ada.get(`/v1/uploads/${id}?waitSeconds=20`);
  };

  test('is taken by S3 only with the announced bytes, is inspected, and the same content is not sent twice', async () => {
    const content = craftZip([{ name: 'src/index.ts', data: 'export const answer = 42;\n' }]);
    const upload = await announce(content);
    expect((await send(upload, Buffer.concat([content, Buffer.from('x')]))).status).toBe(400);
    expect((await send(upload, content)).ok).toBe(true);
    expect((await complete(upload.uploadId)).as(Upload)).toMatchObject({ status: 'ready' });
    expect(await announce(content)).toMatchObject({ status: 'ready', deduplicated: true });
  });

  test('that would write outside its folder is rejected with the reason', async () => {
    const content = craftZip([{ name: '../../etc/passwd', data: 'root::0:0' }]);
    const upload = await announce(content);
    await send(upload, content);
    const { status, reasons = [] } = (await complete(upload.uploadId)).as(Upload);
    expect(status).toBe('rejected');
    expect(reasons.map(({ code }) => code)).toContain('path_traversal');
  });
});
