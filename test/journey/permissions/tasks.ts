import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import * as z from 'zod';
import { account } from '../../../local/aws/service.ts';
import { rootCredentials } from '../../../local/root-credentials.ts';
import { type Client, newProject } from '../client.ts';
import { type Scene, withoutWorkers } from './scene.ts';

const Task = z.object({ task: z.object({ id: z.string() }) });

/** What happens to tasks beside that they run, on a plan that shares its workers with others. */
export async function tryTasks(scene: Scene): Promise<void> {
  const { client } = await scene.newBoss('pro');
  const projectId = await newProject(client);
  await useOptions(scene, client, projectId);
  await changeMany(scene, client, projectId);
  await parkMessages(scene);
}

/** They are asked for twice, put off, and wait too long. */
async function useOptions({ call, runtime, finished }: Scene, client: Client, projectId: string): Promise<void> {
  const submit = async (options: object) => {
    const body = { projectId, url: `${runtime.url}/docs`, suites: ['security'], options };
    return (await call(client, 'POST /v1/guardian/tests', 202, { body })).as(Task).task.id;
  };
  await submit({ debounce: { key: 'push', seconds: 5 } });
  const debounced = await submit({ debounce: { key: 'push', seconds: 5 } });
  const single = await submit({ singletonKey: 'one' });
  await submit({ singletonKey: 'one' });
  const startAt = new Date(runtime.clock.now() + 30_000).toISOString();
  const expired = await submit({ startAt, expiresInSeconds: 10 });
  await withoutWorkers(runtime, () => runtime.clock.advance(61_000));
  for (const id of [debounced, single, expired]) await finished(client, id);
  await call(client, 'POST /v1/tasks/{id}/retry', 200, { params: { id: expired } });
  // More than run at once, so that each that ends lets the next one in.
  const many = await withoutWorkers(runtime, () => Promise.all(Array.from({ length: 6 }, () => submit({}))));
  for (const id of many) await finished(client, id);
}

/** Batches that run, that are cancelled with their tests, and that are tried again by their ids. */
async function changeMany({ call, runtime, finished }: Scene, client: Client, projectId: string): Promise<void> {
  const urls = ['/docs', '/health'].map((path) => runtime.url + path);
  const submit = async (options: object) => {
    const body = { projectId, urls, suites: ['security'], options };
    return (await call(client, 'POST /v1/guardian/batches', 202, { body })).as(Task).task.id;
  };
  const soon = await submit({ singletonKey: 'all-pages' });
  const late = await submit({ startAt: new Date(runtime.clock.now() + 3_600_000).toISOString() });
  await call(client, 'POST /v1/tasks/{id}/cancel', 200, { params: { id: late } });
  await call(client, 'POST /v1/tasks/retry', 200, { body: { filter: { ids: [late] } } });
  for (const id of [soon, late]) await finished(client, id);
}

/** Each worker gets a message that nobody can read, and puts it aside. */
async function parkMessages({ runtime }: Scene): Promise<void> {
  const credentials = rootCredentials(runtime.stateDirectory);
  const sqs = new SQSClient({ endpoint: runtime.awsEndpoint, region: account.region, credentials });
  const names = ['GuardianTests', 'GuardianBatches', 'GuardianTestsSubmissions', 'InsightAnalyses', 'AutopilotRuns'];
  const named = (part: string) => [...runtime.messages().keys()].find((name) => name.includes(part)) ?? part;
  for (const name of names) {
    const QueueUrl = `${runtime.awsEndpoint}/${account.id}/${named(`Queues${name}Queue`)}`;
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'nonsense', MessageGroupId: 'org_1' }));
  }
  const parked = () => names.map((name) => runtime.messages().get(named(`Queues${name}DeadLetters`))?.ready);
  await expect.poll(parked, { timeout: 30_000 }).toEqual(names.map(() => 1));
  sqs.destroy();
}
