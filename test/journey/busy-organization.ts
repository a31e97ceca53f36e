import { createHash } from 'node:crypto';
import { expect, vi } from 'vitest';
import * as z from 'zod';
import { craftZip } from '../shared/archive/craft-zip.ts';
import { type Answer, type Client, newApiKey, newProject } from './client.ts';

const Submitted = z.object({ task: z.object({ id: z.string() }) });
const Created = z.object({ uploadId: z.string(), url: z.string(), fields: z.record(z.string(), z.string()) });
export type Form = Pick<z.infer<typeof Created>, 'url' | 'fields'>;

export interface BusyOrganization {
  /** Of every product, by id. */
  readonly taskIds: readonly string[];
  /** A form that nobody has used yet, with the bytes it is for. */
  readonly openForm: Form;
  readonly openContent: Buffer;
}

/** As a browser sends a form. */
export async function sendForm({ url, fields }: Form, content: Buffer): Promise<number> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([new Uint8Array(content)]), 'source.zip');
  return (await fetch(url, { method: 'POST', body: form })).status;
}

/** Something of everything that tasks, schedules, uploads, reports and webhooks keep: done, under way, and waiting. */
export async function makeBusy(
  boss: Client,
  world: { readonly siteUrl: string; readonly hookUrl: string; readonly now: number },
): Promise<BusyOrganization> {
  const projectId = await newProject(boss, 'Mill');
  const client = boss.with((await newApiKey(boss, ['admin'])).secret);
  const post = async (path: string, body: object, status: number): Promise<Answer> => {
    const answer = await client.post(path, body);
    expect([path, answer.status, answer.status === status ? '' : answer.text]).toEqual([path, status, '']);
    return answer;
  };
  await post('/v1/webhook-endpoints', { url: world.hookUrl }, 201);
  const page = { projectId, suites: ['security'] };
  const aTest = { ...page, url: `${world.siteUrl}/good` };
  const submit = async (body: object, path = '/v1/guardian/tests') =>
    (await post(path, body, 202)).as(Submitted).task.id;
  const done = [
    await submit(aTest),
    await submit({ ...page, urls: [`${world.siteUrl}/good`, `${world.siteUrl}/bad`] }, '/v1/guardian/batches'),
  ];
  const startAt = new Date(world.now + 1_800_000).toISOString();
  const waiting = await submit({ ...aTest, options: { startAt, singletonKey: 'nightly' } });
  const schedule = { name: 'Nightly', task: { type: 'guardian.test', input: aTest }, cron: '*/10 * * * *' };
  await post('/v1/schedules', schedule, 201);
  const announce = async (content: Buffer) => {
    const sha256 = createHash('sha256').update(content).digest('hex');
    const what = { purpose: 'insight.analysis', projectId, contentType: 'application/zip', sizeBytes: content.length };
    return (await post('/v1/uploads', { ...what, sha256 }, 201)).as(Created);
  };
  const [content, openContent] = ['one', 'two'].map((data) => craftZip([{ name: 'src/index.ts', data }]));
  if (!content || !openContent) throw new Error('There are two contents.');
  const upload = await announce(content);
  expect(await sendForm(upload, content)).toBeLessThan(300);
  await post(`/v1/uploads/${upload.uploadId}/complete`, {}, 202);
  const { status } = (await client.get(`/v1/uploads/${upload.uploadId}?waitSeconds=20`)).as(
    z.object({ status: z.string() }),
  );
  expect(status).toBe('ready');
  for (const id of done) await succeeded(client, id);
  return { taskIds: [...done, waiting], openForm: await announce(openContent), openContent };
}

async function succeeded(client: Client, id: string): Promise<void> {
  await vi.waitFor(
    async () => {
      const answer = await client.get(`/v1/tasks/${id}?waitSeconds=20`);
      expect(answer.as(z.object({ status: z.string() })).status, answer.text).toBe('succeeded');
    },
    { timeout: 90_000, interval: 100 },
  );
}
