import { spawnSync } from 'node:child_process';
import { utimesSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { Client } from '../journey/client.ts';
import { type Platform, startPlatform } from '../journey/platform.ts';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform(['--watch']);
}, 90_000);
afterAll(() => platform?.stop());

const Mails = z.object({
  items: z.array(z.object({ to: z.string(), subject: z.string(), sentAt: z.iso.datetime(), links: z.array(z.url()) })),
});

test('says where it runs, how to log in, and a curl line', async () => {
  const { url, email, apiKey } = platform.ready;
  // The file that tells of being ready may be there before the lines have come through the pipe.
  for (const word of [url, email, apiKey, 'curl -s']) await expect.poll(() => platform.output()).toContain(word);
});

test('the outbox lists the mails, for programs and for people', async () => {
  const client = new Client(platform.ready.url);
  const { items: mails } = (await client.get('/_local/outbox')).as(Mails);
  expect(mails).toMatchObject([{ to: platform.ready.email, subject: 'Confirm your e-mail address' }]);
  const page = await client.get('/_local/outbox', { accept: 'text/html' });
  expect(page.text).toContain(`<a href="${mails[0]?.links[0]}">`);
  expect((await client.get('/_local/nothing')).status).toBe(404);
});

const Me = z.object({ organization: z.object({ id: z.string(), plan: z.string() }) });

test('an event that is put on the bus reaches its consumers, and what is none is refused with the reason', async () => {
  const { url, apiKey } = platform.ready;
  const client = new Client(url, apiKey);
  const me = async () => (await client.get('/v1/me')).as(Me).organization;
  const event = { type: 'billing.subscription.changed.v1', orgId: (await me()).id, data: { plan: 'pro' } };
  const put = (body: string, type = 'application/json') =>
    client.send('POST', '/_local/events', body, { 'content-type': type });
  expect((await put(JSON.stringify(event), 'text/plain')).status).toBe(415);
  for (const wrong of ['', 'no JSON', '{}', JSON.stringify({ ...event, plan: 'pro' })]) {
    expect((await put(wrong)).status).toBe(422);
  }
  expect((await me()).plan).toBe('free');
  expect((await put(JSON.stringify(event))).status).toBe(202);
  await expect.poll(async () => (await me()).plan, { timeout: 20_000 }).toBe('pro');
});

test('a change of a source restarts it on the same port with the same state', async () => {
  const { url, apiKey, projectId } = platform.ready;
  utimesSync('cdk.json', new Date(), new Date());
  await vi.waitFor(() => expect(platform.output()).toContain(`Restarted on ${url}`), { timeout: 20_000 });
  expect((await new Client(url, apiKey).get(`/v1/projects/${projectId}`)).status).toBe(200);
});

test('a start with --reset knows nothing of before', async () => {
  const before = platform.ready;
  await platform.stop();
  platform = await startPlatform(['--reset']);
  const answer = await new Client(platform.ready.url, before.apiKey).get('/v1/me');
  expect(answer.status).toBe(401);
}, 60_000);

test('a port in use and a wrong option are told in one sentence', async () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', 'local/main.ts', ...args], {
      encoding: 'utf8',
    });
  expect(run('--help').stdout).toContain('--ready-file FILE');
  expect(run('--port', 'x')).toMatchObject({ status: 1, stderr: '--port takes a number from 0 to 65535, not "x".\n' });
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const taken = run('--port', String(port), '--state', `${platform.folder}/other`);
  server.close();
  expect(taken.status).toBe(1);
  expect(taken.stderr).toContain(`127.0.0.1:${port} is in use. Choose another with --port.`);
}, 60_000);
