import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Credentials } from '../../local/aws/edge/credentials.ts';
import { systemClock } from '../../local/aws/service.ts';
import { createDeliverer } from '../../local/deliver.ts';
import { createServices, type Services } from '../../local/services.ts';
import { Client, newAccount, newProject } from '../journey/client.ts';
import { type Platform, startPlatform } from '../journey/platform.ts';
import { startEmulator } from './emulator.ts';

const folder = mkdtempSync(join(tmpdir(), 'odavl-emulator-'));
let services: Services;
let emulator: Awaited<ReturnType<typeof startEmulator>>;
let platform: Platform;

beforeAll(async () => {
  services = await createServices({
    stateDirectory: folder,
    outboxDirectory: join(folder, 'outbox'),
    clock: systemClock,
    credentials: new Credentials('emulator'),
    endpoint: () => 'http://emulator.invalid',
    deliver: createDeliverer({
      checkRole: () => undefined,
      sendToQueue: async (arn, { body }) => void (await services.sqs.sendTo(arn, { body })),
      queuePolicy: (arn) => services.sqs.policyOf(arn),
      invokeAsync: () => Promise.reject(new Error('An emulator has no functions.')),
      functionPolicy: () => [],
    }),
  });
  emulator = await startEmulator(services.all);
  platform = await startPlatform(['--aws-endpoint', emulator.endpoint]);
}, 90_000);

afterAll(async () => {
  await platform?.stop();
  await emulator?.close();
  await services?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('the platform runs on the managed services of an emulator, with the functions here', async () => {
  const { client } = await newAccount(platform.ready.url);
  const projectId = await newProject(client);
  expect((await client.get(`/v1/projects/${projectId}`)).status).toBe(200);
  const used = [...emulator.calls.keys()].sort();
  expect(used).toEqual(['dynamodb', 'events', 's3', 'secretsmanager', 'sqs']);
});

test('a restart finds the data that is there', async () => {
  const { apiKey, projectId } = platform.ready;
  await platform.kill();
  await platform.restart();
  expect((await new Client(platform.ready.url, apiKey).get(`/v1/projects/${projectId}`)).status).toBe(200);
});
