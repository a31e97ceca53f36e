import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListBucketsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { Credentials } from '../../local/aws/edge/credentials.ts';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
import { Client, logIn, mailedToken } from './client.ts';
import { letGraceEnd, runJob } from './jobs.ts';

const folder = mkdtempSync(join(tmpdir(), 'odavl-erasure-'));
const logged: string[] = [];
let runtime: Runtime;

beforeAll(async () => {
  runtime = await startRuntime({
    ...{ assemblyDirectory: 'cdk.out/local', stateDirectory: folder, host: '127.0.0.1', port: 0 },
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
  const root = new Credentials(readFileSync(join(folder, 'credentials.seed'), 'utf8')).issue({ kind: 'root' });
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
    const { Items = [] } = await dynamo.send(new ScanCommand({ TableName, ConsistentRead: true }));
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
  await letGraceEnd({ ...runtime, stateDirectory: folder }, 'USER', user.id);
  await runJob(runtime, 'EraseAccounts');

  expect(tellsOf(await everything())).toEqual([]);
  // That it was logged at all shows that lines are collected here.
  expect(logged.filter((line) => line.includes('accounts erased'))).toHaveLength(1);
  expect(tellsOf(logged)).toEqual([]);
});
