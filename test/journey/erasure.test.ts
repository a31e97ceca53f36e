import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListBucketsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { Credentials } from '../../local/aws/edge/credentials.ts';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
import { quickWorker } from '../quick-worker/bundle.ts';
import { makeBusy, sendForm } from './busy-organization.ts';
import { Client, logIn, mailedToken, newAccount } from './client.ts';
import { letGraceEnd, runJob } from './jobs.ts';
import { onPlan } from './plan.ts';
import { startReceiver } from './receiver.ts';
import { startSite } from './site.ts';

const folder = mkdtempSync(join(tmpdir(), 'odavl-erasure-'));
const stateDirectory = join(folder, 'state');
const logged: string[] = [];
let runtime: Runtime;

beforeAll(async () => {
  runtime = await startRuntime({
    ...{ assemblyDirectory: 'cdk.out/local', stateDirectory, host: '127.0.0.1', port: 0 },
    overrides: await quickWorker(join(folder, 'quick-worker')),
    log: ({ line }) => logged.push(line),
  });
}, 90_000);
afterAll(async () => {
  await runtime?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const person = {
  ...{ email: 'quintilia@erasmus.example', password: 'correct horse battery staple' },
  ...{ name: 'Quintilia Erasmus', organizationName: 'Forgetting' },
};

/** As the owner of the account, who may read everything. */
function asRoot() {
  const root = new Credentials(readFileSync(join(stateDirectory, 'credentials.seed'), 'utf8')).issue({ kind: 'root' });
  const { accessKeyId, secretAccessKey } = root;
  const config = {
    endpoint: runtime.awsEndpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId, secretAccessKey },
  };
  return { dynamo: new DynamoDBClient(config), s3: new S3Client({ ...config, forcePathStyle: true }) };
}

/** Every item of every table and every object of every bucket. */
async function everything(): Promise<string[]> {
  const { dynamo, s3 } = asRoot();
  const found: string[] = [];
  for (const TableName of (await dynamo.send(new ListTablesCommand({}))).TableNames ?? []) {
    const { Items = [], LastEvaluatedKey } = await dynamo.send(new ScanCommand({ TableName, ConsistentRead: true }));
    if (LastEvaluatedKey) throw new Error(`${TableName} has more than one page.`);
    found.push(...Items.map((item) => `${TableName} ${JSON.stringify(item)}`));
  }
  for (const { Name: Bucket } of (await s3.send(new ListBucketsCommand({}))).Buckets ?? []) {
    for (const { Key } of (await s3.send(new ListObjectsV2Command({ Bucket }))).Contents ?? []) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      found.push(`${Bucket} ${Key} ${await Body?.transformToString()}`);
    }
  }
  return found;
}

test('of an erased account no item, no object and no log line tells', { timeout: 120_000 }, async () => {
  const anybody = new Client(runtime.url);
  const { user } = (await anybody.post('/v1/auth/signup', person)).as(z.object({ user: z.object({ id: z.string() }) }));
  await anybody.post('/v1/auth/verify-email', { token: await mailedToken(anybody, person.email) });
  await anybody.post('/v1/auth/login', { ...person, password: 'wrong' });
  const { accessToken } = await logIn(anybody, person.email, person.password);
  const client = anybody.with(accessToken);
  expect((await client.post('/v1/projects', { name: 'Website' })).status).toBe(201);
  expect((await client.post('/v1/api-keys', { name: 'CI', scopes: ['admin'] })).status).toBe(201);
  expect((await client.post('/v1/auth/login', { email: person.email })).status).toBe(422);
  const log = (await client.get('/v1/audit-log')).as(z.object({ items: z.array(z.object({ action: z.string() })) }));
  expect(log.items.map(({ action }) => action)).toContain('api-key.created');
  expect((await client.get('/v1/me/export')).text).toContain(person.email);

  const traces = [person.email, person.name, user.id];
  const tellsOf = (texts: readonly string[]) =>
    texts.filter((text) => traces.some((trace) => text.includes(trace))).map((text) => text.slice(0, 300));
  expect(tellsOf(await everything()).length).toBeGreaterThan(5);

  const body = JSON.stringify({ password: person.password });
  expect((await client.send('DELETE', '/v1/me', body)).status).toBe(202);
  expect((await anybody.post('/v1/auth/login', { email: person.email, password: person.password })).status).toBe(403);
  await letGraceEnd({ ...runtime, stateDirectory }, 'USER', user.id);
  await runJob(runtime, 'EraseAccounts');

  expect(tellsOf(await everything())).toEqual([]);
  // That it was logged at all shows that lines are collected here.
  expect(logged.filter((line) => line.includes('accounts erased'))).toHaveLength(1);
  expect(tellsOf(logged)).toEqual([]);
});

test('of an erased organization no item, no object and no later log line tells', {
  timeout: 300_000,
}, async () => {
  const [site, receiver] = await Promise.all([startSite(), startReceiver()]);
  const platform = { ...runtime, stateDirectory };
  const ada = await onPlan(platform, await newAccount(runtime.url), 'pro');
  const other = await onPlan(platform, await newAccount(runtime.url), 'pro');
  const urls = { siteUrl: site.url, hookUrl: receiver.url };
  const busy = await makeBusy(ada.client, { ...urls, now: runtime.clock.now() });
  await makeBusy(other.client, { ...urls, now: runtime.clock.now() });
  const tellsOf = async (orgId: string) => (await everything()).filter((text) => text.includes(orgId));
  /** The tables and buckets that know it. */
  const placesOf = async (orgId: string) =>
    [...new Set((await tellsOf(orgId)).map((text) => text.split(' ')[0] ?? ''))].sort();
  const before = await placesOf(ada.orgId);
  for (const place of [/-tasks-store/, /-events-store/, /-guardian-runner-store/, /uploads/, /reports/]) {
    expect(before.filter((name) => place.test(name.toLowerCase()))).toHaveLength(1);
  }

  expect((await ada.client.send('DELETE', `/v1/organizations/${ada.orgId}`)).status).toBe(202);
  await letGraceEnd(platform, 'ORG', ada.orgId);
  await runJob(runtime, 'EraseOrganizations');
  const rest = async () => (await tellsOf(ada.orgId)).map((text) => text.slice(0, 400));
  /** That there was a feed; it is needed until no event of the organization can come any more. */
  const tombstone = [expect.stringMatching(/events.*"sk":\{"S":"FEED"\}/)];
  await vi.waitFor(async () => expect(await rest()).toEqual(tombstone), { timeout: 60_000, interval: 500 });

  // Bytes by a form of before, and the times of the schedule and of the task that waited.
  const received = receiver.received.filter(({ body }) => body.includes(ada.orgId)).length;
  expect(await sendForm(busy.openForm, busy.openContent)).toBeLessThan(300);
  expect(await rest()).toHaveLength(2);
  const linesBefore = logged.length;
  for (let quarter = 0; quarter < 5; quarter += 1) {
    await runtime.clock.advance(15 * 60_000 + 1_000);
    await vi.waitFor(() => expect(erasureLines()).toHaveLength(services * Math.min(5, quarter + 2)), {
      timeout: 60_000,
    });
  }
  await vi.waitFor(async () => expect(await rest()).toEqual(tombstone), { timeout: 60_000, interval: 500 });
  expect(receiver.received.filter(({ body }) => body.includes(ada.orgId))).toHaveLength(received);
  const lines = logged.slice(linesBefore);
  expect(lines.filter((line) => [ada.orgId, ...busy.taskIds].some((trace) => line.includes(trace)))).toEqual([]);
  expect(logged.filter((line) => [urls.siteUrl, urls.hookUrl].some((trace) => line.includes(trace)))).toEqual([]);

  const parked = [...runtime.messages()].filter(([name]) => /deadletters/i.test(name));
  expect(parked.filter(([, { ready, hidden }]) => ready + hidden > 0)).toEqual([]);

  // The neighbour has all it had, and works on.
  expect(await placesOf(other.orgId)).toEqual(before);
  await vi.waitFor(
    () => {
      const ofOther = receiver.received.filter(({ body }) => body.includes(other.orgId));
      expect(ofOther.some(({ body }) => body.includes('"type":"guardian.test.completed.v1"'))).toBe(true);
    },
    { timeout: 60_000 },
  );
  await Promise.all([site.close(), receiver.close()]);
});

/** Each forgets by itself: tasks, events, guardian, insight, autopilot. */
const services = 5;
const erasureLines = () => logged.filter((line) => line.includes('an organization is erased here'));
